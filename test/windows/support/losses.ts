import { settle } from './settle';
import { probe } from './win32-probe';

/** Resources of Windows that a process uses. */
export interface Resources {
  readonly handles: number;
  /** Resident memory. */
  readonly kib: number;
}

/** A real loss occurs each time. But a thread of the system's pool once started in each of three measurements. */
const TIMES = 6;

/**
 * The growth that V8 and Windows cause. 100,000 handshakes that lost 100 bytes each would exceed
 * it.
 */
export const TOLERABLE_KIB = 8192;

/**
 * Measures the growth of a process's resources over `rounds`, up to six times, and returns the smallest growth. The resources that Node, Wine and the C++ runtime
 * use for a thread, or V8 for a heap, are allocated only once.
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

/** @param count counts the handles of a process; by default of this process */
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
