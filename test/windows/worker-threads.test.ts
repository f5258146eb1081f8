import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

import { openHandles } from 'sspi-handoff';

import { probe } from './support/win32-probe';

const busyThread = join(__dirname, 'support', 'busy-thread.js');

describe('worker_threads', function () {
  this.timeout(60_000);

  it('have handles of their own', async () => {
    const worker = new Worker(busyThread);
    await once(worker, 'message');
    assert.deepEqual(openHandles(), { accessTokens: 0, credentials: 0, securityContexts: 0 });
    await worker.terminate();
  });

  it('can be terminated in the middle of calls, and leave no handle behind', async () => {
    const rounds = 40;
    let before = 0;
    for (let round = 0; round < 10 + rounds; round++) {
      // The first rounds warm up what the process opens once.
      if (round === 10) before = probe.processHandleCount();
      const worker = new Worker(busyThread);
      await once(worker, 'message');
      await new Promise((resolve) => setTimeout(resolve, round % 7));
      await worker.terminate();
    }
    const more = probe.processHandleCount() - before;
    // Each thread has four contexts on their way. The runtime opens a handle of its own now and then.
    assert.ok(more < rounds / 10, `${String(more)} more handles after ${String(rounds)} threads`);
  });

  it('leave no handle behind in a process whose main thread never loads the addon', async () => {
    const child = fork(join(__dirname, 'support', 'threads-alone.js'));
    const [more] = (await once(child, 'message')) as [number];
    assert.ok(more < 2, `${String(more)} more handles after 20 threads`);
    await once(child, 'exit');
  });
});
