import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

import { openHandles } from 'sspi-handoff';

import { describeWithReferencePackage } from './support/reference-package';
import { terminateThreads } from './support/terminated-threads';

const busyThread = join(__dirname, 'support', 'busy-thread.js');

describeWithReferencePackage('Worker threads', function () {
  this.timeout(60_000);

  it('have their own handles', async () => {
    const worker = new Worker(busyThread);
    await once(worker, 'message');
    assert.deepEqual(openHandles(), { accessTokens: 0, credentials: 0, securityContexts: 0 });
    await worker.terminate();
  });

  // `npm run test:soak` terminates 500 threads.
  it('can be terminated at any moment and leave no handle open', async () => {
    const { handlesLost } = await terminateThreads(60);
    assert.equal(handlesLost, 0);
  });

  it('leave no handle open in a process whose main thread never loads the addon', async () => {
    const child = fork(join(__dirname, 'support', 'threads-alone.js'));
    const exit = once(child, 'exit');
    assert.deepEqual(await once(child, 'message'), [0, undefined]);
    await exit;
  });
});
