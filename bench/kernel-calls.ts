import { probe } from '../test/windows/support/win32-probe';
import type { Work } from './race';
import type { KernelCalls } from './result';

type Counts = Readonly<Record<string, number>>;

let isCounting = false;

/** Returns the calls of the kernel since the last time. The first time starts to count them. */
export function takeKernelCalls(): Counts {
  if (!isCounting) probe.countKernelCalls();
  isCounting = true;
  return probe.takeKernelCalls();
}

/** Returns the calls of one operation by each contestant. */
export async function callsOfEach(
  contestants: Readonly<Record<string, Work>>,
  iterations: number,
  together: number,
  take: () => Counts | Promise<Counts> = takeKernelCalls,
): Promise<KernelCalls> {
  const calls: Record<string, Counts> = {};
  for (const [contestant, work] of Object.entries(contestants)) {
    await take();
    await work(iterations);
    const once = await take();
    await work(2 * iterations);
    // The difference leaves out the work's own set-up and checks.
    calls[contestant] = perOperation(once, await take(), iterations * together);
  }
  return calls;
}

/** Leaves out functions that are called less often than once in twenty operations. */
function perOperation(once: Counts, twice: Counts, operations: number): Counts {
  const counts = Object.entries(twice).map(([name, count]): [string, number] => [
    name,
    Math.round(((count - (once[name] ?? 0)) / operations) * 10) / 10,
  ]);
  return Object.fromEntries(counts.filter(([, count]) => count > 0));
}
