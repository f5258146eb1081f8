/** A process that uses the addon in worker threads only, one after the other. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

import { probe } from './win32-probe';

const thread = `
  const sspi = require('sspi-handoff');
  sspi.enumerateSecurityPackages().then(() => sspi.enumerateSecurityPackages());
`;

async function main(): Promise<void> {
  let before = 0;
  for (let round = 0; round < 25; round++) {
    if (round === 5) before = probe.processHandleCount();
    await once(new Worker(thread, { eval: true }), 'exit');
  }
  process.send?.(probe.processHandleCount() - before);
  process.disconnect();
}

void main();
