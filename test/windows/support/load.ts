/** Started by `npm run test:load`, because it takes too long for every `npm test`. */
import { parseArgs } from 'node:util';

import { assertAllWereHandedOff } from './figures';
import { handOffMany } from './handoff-load';
import { requirePackageUnderTest } from './test-packages';

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
  const figures = await handOffMany(Number(transfers), 64, Number(seed));
  process.stdout.write(`${JSON.stringify(figures, undefined, json ? undefined : 2)}\n`);
  assertAllWereHandedOff(figures);
}

void main();
