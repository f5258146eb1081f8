/** Started by `npm run test:hostile`. */
import { parseArgs } from 'node:util';

import { probe } from '../windows/support/win32-probe';
import { attack } from './attack';
import { attackEnvelopes } from './envelopes';

const options = {
  attempts: { type: 'string', default: '200000' },
  /** The number of invalid messages that a receiver gets. */
  envelopes: { type: 'string', default: '10000' },
  seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
  /** Damages the heap instead, to prove that damage is detected: 'overrun' or 'free-twice'. */
  damage: { type: 'string' },
} as const;

async function main(): Promise<void> {
  const { attempts, envelopes, seed, damage } = parseArgs({ options }).values;
  if (damage !== undefined) {
    if (damage === 'overrun') probe.overrunHeap();
    else probe.freeTwice();
    if (!probe.areHeapsIntact()) process.exitCode = 1;
    return;
  }
  const [tickets = NaN, messages = NaN, start = NaN] = [attempts, envelopes, seed].map(Number);
  if (![tickets, messages, start].every(Number.isSafeInteger)) {
    throw new Error('--attempts, --envelopes and --seed are whole numbers');
  }
  process.stderr.write(`Seed ${seed}\n`);
  const figures = {
    ...(await attack(start, tickets)),
    envelopes: messages === 0 ? undefined : await attackEnvelopes(start, messages),
  };
  process.stdout.write(`${JSON.stringify(figures)}\n`);
  const violations = [...figures.violations, ...(figures.envelopes?.violations ?? [])];
  if (violations.length > 0) process.exitCode = 1;
}

void main();
