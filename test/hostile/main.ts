/** Started by `npm run test:hostile`. */
import { parseArgs } from 'node:util';

import { probe } from '../windows/support/win32-probe';
import { attack } from './attack';

const options = {
  attempts: { type: 'string', default: '200000' },
  seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
  /** Damages the heap instead, to see that it would be noticed: 'overrun' or 'free-twice'. */
  damage: { type: 'string' },
} as const;

async function main(): Promise<void> {
  const { attempts, seed, damage } = parseArgs({ options }).values;
  if (damage !== undefined) {
    if (damage === 'overrun') probe.overrunHeap();
    else probe.freeTwice();
    if (!probe.areHeapsIntact()) process.exitCode = 1;
    return;
  }
  const [wanted, start] = [attempts, seed].map(Number);
  if (!Number.isSafeInteger(wanted) || !Number.isSafeInteger(start)) {
    throw new Error('--attempts and --seed are whole numbers');
  }
  process.stderr.write(`Seed ${seed}\n`);
  const figures = await attack(Number(start), Number(wanted));
  process.stdout.write(`${JSON.stringify(figures)}\n`);
  if (figures.violations.length > 0) process.exitCode = 1;
}

void main();
