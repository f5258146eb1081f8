/** Started by `npm run test:soak`, because it takes too long for every `npm test`. */
import assert from 'node:assert/strict';

import { assertNothingIsLost } from './figures';
import { manyHandshakes } from './many-handshakes';
import { terminateThreads } from './terminated-threads';

async function main(): Promise<void> {
  const figures = await manyHandshakes(5_000, 100_000);
  process.stdout.write(`${JSON.stringify(figures, undefined, 2)}\n`);
  assertNothingIsLost(figures);

  const threads = await terminateThreads(500);
  process.stdout.write(`${JSON.stringify(threads, undefined, 2)}\n`);
  assert.equal(threads.handlesLost, 0);
}

void main();
