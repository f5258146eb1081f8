import { builtFile } from '../../test/windows/support/built-file';
import type { Parties } from '../parties';

type Loop = (parties: Parties, iterations: number, size: number) => number;

/** The work in C++. Each function returns its time in nanoseconds. */
export interface Loops {
  readonly exportImport: Loop;
  readonly encryptDecrypt: Loop;
  readonly signVerify: Loop;
  readonly shakeHands: Loop;
  readonly enumerate: (iterations: number) => number;
}

interface Limit {
  /** Calls Secur32 directly. */
  readonly bare: Loops;
  /** Uses the classes of native/sspi. */
  readonly classes: Loops;
  readonly privateBytes: () => number;
}

export const { bare, classes, privateBytes } = require(
  builtFile('win32_bench_limit.node'),
) as Limit;
