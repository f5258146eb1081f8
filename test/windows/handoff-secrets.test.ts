import assert from 'node:assert/strict';

import type { MaskedNeedles } from './support/key-deriver';
import { KeyDerivingProcess, KeyHoldingProcess } from './support/key-holding-process';
import { describeWithReferencePackage } from './support/reference-package';
import { probe } from './support/win32-probe';

/** What a session of the reference package has, for as long as it lives. */
const keysOfSession = [
  'session secret',
  'client to server sign',
  'client to server seal',
  'server to client sign',
  'server to client seal',
  'session key attribute',
];

async function assertFound(where: KeyHoldingProcess, needles: MaskedNeedles): Promise<void> {
  const found = await where.search(needles);
  for (const key of keysOfSession) {
    for (const half of ['first half', 'second half']) {
      assert.ok(
        found.some((place) => place.startsWith(`${key}, ${half}`)),
        `${key}, ${half}: not found where it has to be`,
      );
    }
  }
}

async function assertNotFound(where: KeyHoldingProcess, needles: MaskedNeedles): Promise<void> {
  assert.deepEqual(await where.search(needles), []);
}

describeWithReferencePackage('The session’s keys', function () {
  this.timeout(120_000);
  let deriver: KeyDerivingProcess;
  let front: KeyHoldingProcess;
  let worker: KeyHoldingProcess;
  let needles: MaskedNeedles;

  before(async () => {
    [deriver, front, worker] = await Promise.all([
      KeyDerivingProcess.start(),
      KeyHoldingProcess.start(),
      KeyHoldingProcess.start(),
    ]);
    if (!probe.isWine()) return;
    // Wine's BCrypt frees keys and hashes as they are. It is made to wipe here as Windows' does, so
    // that what is found is of our making.
    for (const holder of [front, worker]) {
      const remains = await holder.ask({ kind: 'make-bcrypt-wipe' });
      const [before, after] = JSON.parse(remains) as [number, number];
      assert.ok(before > 0, 'Wine’s BCrypt wipes by itself: drop make-bcrypt-wipe');
      assert.equal(after, 0);
    }
  });

  beforeEach(async () => {
    needles = await deriver.converseWith(front);
    await assertFound(front, needles);
  });

  after(async () => {
    await Promise.all([deriver.stop(), front.stop(), worker.stop()]);
  });

  it('are the receiver’s after adoption, in its memory and not in the sender’s', async () => {
    const ticket = await front.ask({ kind: 'offer', pid: worker.pid });
    await worker.ask({ kind: 'adopt', ticket });
    await front.ask({ kind: 'adopted' });
    await assertNotFound(front, needles);
    await assertFound(worker, needles);
    await worker.ask({ kind: 'dispose' });
    await assertNotFound(worker, needles);
  });

  it('are nowhere once a context that came back is disposed', async () => {
    await front.ask({ kind: 'offer', pid: worker.pid });
    await front.ask({ kind: 'reclaim' });
    await assertFound(front, needles);
    await front.ask({ kind: 'dispose' });
    await assertNotFound(front, needles);
    await assertNotFound(worker, needles);
  });

  it('are nowhere once an offer is disposed that nobody has taken', async () => {
    await front.ask({ kind: 'offer', pid: worker.pid });
    const [packed = '', ...others] = await front.search(needles);
    assert.match(packed, /^session secret, first half: mapped memory/);
    assert.equal(others.length, 1);
    await front.ask({ kind: 'dispose-offer' });
    await assertNotFound(front, needles);
    await assertNotFound(worker, needles);
  });

  it('are nowhere once an exported and an imported context are disposed', async () => {
    await front.ask({ kind: 'export-and-import' });
    await assertFound(front, needles);
    await front.ask({ kind: 'dispose' });
    await assertNotFound(front, needles);
  });

  it('are nowhere once a context is disposed that has stayed where it was', async () => {
    await front.ask({ kind: 'dispose' });
    await assertNotFound(front, needles);
  });
});
