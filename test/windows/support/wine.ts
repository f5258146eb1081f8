import { probe } from './win32-probe';

export const isWine = probe.isWine();

/** A test of what Wine only pretends to do, or cannot. The reason is a part of its name there. */
export function itOnWindows(title: string, reasonUnderWine: string, test: () => void): void {
  if (isWine) it.skip(`${title} (skipped under Wine: ${reasonUnderWine})`, test);
  else it(title, test);
}
