/** A process that uses the addon only in worker threads, one after the other. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

import { handlesLost } from './losses';

const thread = `
  const sspi = require('sspi-handoff');
  sspi.enumerateSecurityPackages().then(() => sspi.enumerateSecurityPackages());
`;

async function main(): Promise<void> {
  const lost = await handlesLost(async () => {
    for (let round = 0; round < 20; round++) await once(new Worker(thread, { eval: true }), 'exit');
  });
  process.send?.(lost);
  process.disconnect();
}

void main();
