import { existsSync } from 'node:fs';
import { join } from 'node:path';

import type { Parties } from '../parties';
import { root } from '../repository';

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

const built = ['build/mingw-x64', 'build/Release']
  .map((folder) => join(root, folder, 'bench_limit.node'))
  .find((file) => existsSync(file));
if (built === undefined) throw new Error('bench_limit.node is not built: run npm run build');

export const { bare, classes, privateBytes } = require(built) as Limit;
