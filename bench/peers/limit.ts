import type { Parties } from '../parties';
import { loadBuilt } from './built';

/** The same work in C++; each gives the nanoseconds that it took. */
interface Loops {
  exportImport(parties: Parties, iterations: number): number;
  encryptDecrypt(parties: Parties, iterations: number, size: number): number;
  signVerify(parties: Parties, iterations: number, size: number): number;
  shakeHands(parties: Parties, iterations: number): number;
  enumerate(iterations: number): number;
}

interface Limit {
  /** Straight against Secur32. */
  readonly bare: Loops;
  /** With the classes of native/sspi. */
  readonly classes: Loops;
  readonly privateBytes: () => number;
  /** From now on counts what the addon calls of other DLLs. */
  readonly countAddonImports: () => void;
  /** Since the last time, by name. */
  readonly takeImportCounts: () => Readonly<Record<string, number>>;
}

export const { bare, classes, privateBytes, countAddonImports, takeImportCounts } = loadBuilt(
  'win32_bench_limit.node',
) as Limit;
