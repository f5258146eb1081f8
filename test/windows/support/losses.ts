import { settle } from './settle';
import { probe } from './win32-probe';

/** What a process has taken of Windows. */
export interface Resources {
  readonly handles: number;
  /** Resident memory. */
  readonly kib: number;
}

const TIMES = 3;

/** What V8 and Windows take for themselves; 100,000 handshakes that lost 100 bytes each go beyond. */
export const TOLERABLE_KIB = 8192;

/**
 * How much more a process has taken after `rounds` than before, each time that they run. What is lost is
 * lost each time; what Node, Wine and the C++ runtime take for a thread, or V8 for a heap, is not.
 */
export async function lossesOf(
  rounds: () => Promise<void> | void,
  taken: () => Promise<Resources> = takenHere,
): Promise<Resources> {
  let handles = Infinity;
  let kib = Infinity;
  for (let time = 0; time < TIMES && (handles > 0 || kib >= TOLERABLE_KIB); time++) {
    const before = await taken();
    await rounds();
    const after = await taken();
    handles = Math.min(handles, after.handles - before.handles);
    kib = Math.min(kib, after.kib - before.kib);
  }
  return { handles: Math.max(handles, 0), kib: Math.max(kib, 0) };
}

/** @param count of the process's handles; of this one, if it is not given */
export async function handlesLost(
  rounds: () => Promise<void> | void,
  count: () => Promise<number> | number = () => probe.processHandleCount(),
): Promise<number> {
  return (await lossesOf(rounds, async () => ({ handles: await count(), kib: 0 }))).handles;
}

async function takenHere(): Promise<Resources> {
  await settle();
  return {
    handles: probe.processHandleCount(),
    kib: Math.round(process.memoryUsage().rss / 1024),
  };
}
