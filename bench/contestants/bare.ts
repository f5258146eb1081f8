import { builtFile } from '../../test/windows/support/built-file';
import type { Parties } from '../parties';
import type { Call } from './contestant';

interface Limit {
  /** Calls Secur32 directly in C++. Returns the nanoseconds. */
  readonly repeat: (call: Call, parties: Parties, iterations: number, size: number) => number;
  /** Holds imported contexts. Returns the function that deletes them. */
  readonly hold: (parties: Parties, count: number) => () => void;
  readonly privateBytes: () => number;
}

export const { repeat, hold, privateBytes } = require(builtFile('win32_bench_limit.node')) as Limit;
