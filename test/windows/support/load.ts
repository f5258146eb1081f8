/** Started by `npm run test:load`, because it takes too long for every `npm test`. */
import assert from 'node:assert/strict';
import { parseArgs } from 'node:util';

import { assertAllWereHandedOff } from './figures';
import { handOffMany } from './handoff-load';
import { latenciesWhileHeld, worstGrowth } from './latencies';
import { requirePackageUnderTest } from './test-packages';

/** The growth of the 99th percentile of other work in milliseconds while the package holds calls. */
const TOLERABLE_MS = 5;

async function main(): Promise<void> {
  const {
    package: packageName,
    transfers,
    seed,
    json,
  } = parseArgs({
    options: {
      package: { type: 'string', default: 'HandoffReference' },
      transfers: { type: 'string', default: '10000' },
      seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
      json: { type: 'boolean', default: false },
    },
  }).values;
  requirePackageUnderTest(packageName);
  const heldCalls = await latenciesWhileHeld(TOLERABLE_MS);
  const figures = await handOffMany(Number(transfers), 64, Number(seed));
  const all = { ...figures, heldCalls };
  process.stdout.write(`${JSON.stringify(all, undefined, json ? undefined : 2)}\n`);
  assertAllWereHandedOff(figures);
  const growth = worstGrowth(heldCalls);
  assert.ok(growth <= TOLERABLE_MS, `Held calls delay other work by ${growth.toFixed(2)} ms`);
}

void main();
