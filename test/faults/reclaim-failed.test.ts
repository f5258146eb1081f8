import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import { describeWithReferencePackage } from '../windows/support/reference-package';
import type { Report } from './failing-sender';

const outOfMemory = {
  name: 'WindowsError',
  code: 'ERROR_NOT_ENOUGH_MEMORY',
  syscall: 'HeapAlloc',
};

describeWithReferencePackage('A handoff whose context cannot be reclaimed', () => {
  let report: Report;

  before(async () => {
    const sender = fork(join(__dirname, 'failing-sender.js'), { serialization: 'advanced' });
    const exit = once(sender, 'exit');
    const reported = once(sender, 'message');
    // If the sender fails, it exits without a report.
    const [message] = (await Promise.race([reported, exit])) as [unknown];
    assert.equal(typeof message, 'object', `the sender exited with ${String(message)}`);
    report = message as Report;
    assert.deepEqual(await exit, [0, null]);
  });

  it('rejects with the error of the reclaim, whose cause is the expiry', () => {
    const { name, code, cause } = report['expired offer'].error;
    assert.deepEqual([name, code], [outOfMemory.name, outOfMemory.code]);
    assert.deepEqual([cause?.name, cause?.code], ['HandoffError', 'ERR_HANDOFF_EXPIRED']);
  });

  it('rejects with the error of the reclaim, whose cause is the failed wait', () => {
    const { name, code, cause } = report['failed wait'].error;
    assert.deepEqual([name, code], [outOfMemory.name, outOfMemory.code]);
    assert.equal(cause?.syscall, 'RegisterWaitForSingleObject');
  });

  it('rejects with the error of the reclaim if the offer is disposed at the same time', () => {
    assert.deepEqual(report['disposal during the reclaim'].error, outOfMemory);
  });

  it('leaves no handle open', () => {
    for (const [handoff, { handlesLost }] of Object.entries(report)) {
      assert.equal(handlesLost, 0, handoff);
    }
  });
});
