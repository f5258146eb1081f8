import { builtFile } from '../../test/windows/support/built-file';
import type { Parties } from '../parties';
import type { Call } from './contestant';

/** The work in C++. Each function returns its time in nanoseconds. */
interface Loops {
  repeat(call: Call, parties: Parties, iterations: number, size: number): number;
  enumerate(iterations: number): number;
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
