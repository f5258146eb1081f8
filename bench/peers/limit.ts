import { builtFile } from '../../test/windows/support/built-file';
import type { Parties } from '../parties';

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
}

export const { bare, classes, privateBytes } = require(
  builtFile('win32_bench_limit.node'),
) as Limit;
