/** Started by `npm run test:load`, because it takes too long for every `npm test`. */
import { parseArgs } from 'node:util';

import { assertAllWereHandedOff } from './figures';
import { handOffMany } from './handoff-load';

async function main(): Promise<void> {
  const { transfers, seed, json } = parseArgs({
    options: {
      transfers: { type: 'string', default: '10000' },
      seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
      json: { type: 'boolean', default: false },
    },
  }).values;
  const figures = await handOffMany(Number(transfers), 64, Number(seed));
  process.stdout.write(`${JSON.stringify(figures, undefined, json ? undefined : 2)}\n`);
  assertAllWereHandedOff(figures);
}

void main();
