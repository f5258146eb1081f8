import { probe } from './win32-probe';

const TIMES = 3;

/**
 * How many more handles a process has after `rounds` than before, each time that they run. What is lost
 * is lost each time; what Node, Wine and the C++ runtime open for a thread, they open once.
 *
 * @param count of the process's handles; of this one, if it is not given
 */
export async function handlesLost(
  rounds: () => Promise<void> | void,
  count: () => Promise<number> | number = () => probe.processHandleCount(),
): Promise<number> {
  let least = Infinity;
  for (let time = 0; time < TIMES && least > 0; time++) {
    const before = await count();
    await rounds();
    least = Math.min(least, (await count()) - before);
  }
  return Math.max(least, 0);
}
