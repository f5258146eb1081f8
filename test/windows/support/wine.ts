import { probe } from './win32-probe';

export const isWine = probe.isWine();

/**
 * Declares a test of a feature that Wine does not implement, or only simulates. Under Wine, its
 * title gives the reason.
 */
export function itOnWindows(title: string, reasonUnderWine: string, test: () => void): void {
  if (isWine) it.skip(`${title} (skipped under Wine: ${reasonUnderWine})`, test);
  else it(title, test);
}
