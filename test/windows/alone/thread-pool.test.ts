import assert from 'node:assert/strict';
import { pbkdf2, randomBytes } from 'node:crypto';
import { lookup } from 'node:dns/promises';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';

import { setThreadPoolSize } from 'sspi-handoff';

import { reportOfChild } from '../support/child-report';
import type { Trial } from '../support/held-exports';
import { exportMany } from '../support/many-exports';
import { describeWithReferencePackage } from '../support/reference-package';
import { callsOf, observeAsync, probe, untilHeld, whileHeld } from '../support/win32-probe';

const DEFAULT_THREADS = 64;

const run = (trial: Trial) => reportOfChild('held-exports.js', [trial]);

describeWithReferencePackage('The thread pool', function () {
  this.timeout(60_000);

  it('runs 64 calls at once, and leaves the threads of libuv to fs, dns and crypto', async () => {
    let exported: Promise<unknown> | undefined;
    await whileHeld('ExportSecurityContext', async () => {
      exported = exportMany(DEFAULT_THREADS + 1);
      await untilHeld(DEFAULT_THREADS);
      await readFile(__filename);
      await lookup('localhost');
      await promisify(randomBytes)(16);
      await promisify(pbkdf2)('work', 'salt', 1, 16, 'sha512');
      assert.equal(probe.heldCalls(), DEFAULT_THREADS);
    });
    await exported;
  });

  it('runs no more calls at once than setThreadPoolSize() allows', async () => {
    assert.equal(await run('limited to 3 threads'), 3);
  });

  it('brings the results of 64 calls that end together to JavaScript in a few callbacks', async () => {
    const callbacks = (await run('ending together')) as number;
    assert.ok(callbacks >= 1 && callbacks <= 8, `${String(callbacks)} callbacks`);
  });

  it('does not delay process.exit() while calls wait', async () => {
    assert.equal(await run('at exit'), 8);
  });

  it('rejects a call with ERROR_NOT_ENOUGH_MEMORY if Windows has no memory for it, and the context stays usable', async () => {
    assert.deepEqual(await run('without memory for a job'), [
      'ERROR_NOT_ENOUGH_MEMORY',
      'TrySubmitThreadpoolCallback',
    ]);
  });

  it('does not delay the termination of a worker thread, and frees the results of its calls later', async () => {
    const calls = await observeAsync(async () => {
      await whileHeld('ExportSecurityContext', async () => {
        const worker = new Worker(join(__dirname, '../support', 'busy-thread.js'));
        await untilHeld(4);
        await worker.terminate();
        assert.equal(probe.heldCalls(), 4);
        // These calls belong to the ended thread.
        probe.observedCalls();
      });
      while (probe.heldCalls() > 0) await new Promise((resolve) => setTimeout(resolve, 1));
      // The pool frees the results on its own threads, after the calls.
      await new Promise((resolve) => setTimeout(resolve, 500));
    });
    assert.equal(callsOf(calls, 'ExportSecurityContext').length, 4);
    const freed = callsOf(calls, 'FreeContextBuffer').filter(({ secretSize }) => secretSize !== 0n);
    assert.deepEqual(
      freed.map(({ isWiped }) => isWiped),
      Array(4).fill(1n),
    );
    const given = callsOf(calls, 'ExportSecurityContext').map(({ token }) => token);
    const closed = callsOf(calls, 'CloseHandle').map(({ handle }) => handle);
    assert.ok(
      given.every((token) => closed.includes(token ?? 0n)),
      'A token was not closed',
    );
  });
});

describe('setThreadPoolSize()', () => {
  it('refuses a number outside 1 to 1024', () => {
    for (const [threads, code] of [
      [0, 'ERR_OUT_OF_RANGE'],
      [1025, 'ERR_OUT_OF_RANGE'],
      [1.5, 'ERR_OUT_OF_RANGE'],
      ['8', 'ERR_INVALID_ARG_TYPE'],
    ] as const) {
      assert.throws(
        () => {
          setThreadPoolSize(threads as number);
        },
        { code },
      );
    }
  });
});
