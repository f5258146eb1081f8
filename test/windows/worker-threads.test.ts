import assert from 'node:assert/strict';
import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

import { openHandles } from 'sspi-handoff';

import { probe } from './support/win32-probe';

function startBusyThread(): Worker {
  return new Worker(join(__dirname, 'support', 'busy-thread.js'));
}

describe('worker_threads', function () {
  this.timeout(60_000);

  it('have handles of their own', async () => {
    const worker = startBusyThread();
    await once(worker, 'message');
    assert.deepEqual(openHandles(), { accessTokens: 0, credentials: 0, securityContexts: 0 });
    await worker.terminate();
  });

  it('can be terminated in the middle of calls, and leave no handle behind', async () => {
    let before = 0;
    for (let round = 0; round < 40; round++) {
      // The first rounds warm up what the process opens once.
      if (round === 10) before = probe.processHandleCount();
      const worker = startBusyThread();
      await once(worker, 'message');
      await new Promise((resolve) => setTimeout(resolve, round % 7));
      await worker.terminate();
    }
    assert.equal(probe.processHandleCount(), before);
  });
});
