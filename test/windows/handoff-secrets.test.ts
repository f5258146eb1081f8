import assert from 'node:assert/strict';

import type { MaskedNeedles } from './support/key-deriver';
import { KeyDerivingProcess, KeyHoldingProcess } from './support/key-holding-process';
import { describeWithReferencePackage } from './support/reference-package';
import { probe } from './support/win32-probe';

/** The keys that a session of the reference package has during its lifetime. */
const keysOfSession = [
  'session secret',
  'client to server sign',
  'client to server seal',
  'server to client sign',
  'server to client seal',
  'session key attribute',
];

async function assertFound(holder: KeyHoldingProcess, needles: MaskedNeedles): Promise<void> {
  const found = await holder.search(needles);
  for (const key of keysOfSession) {
    for (const half of ['first half', 'second half']) {
      assert.ok(
        found.some((place) => place.startsWith(`${key}, ${half}`)),
        `${key}, ${half}: not found where it has to be`,
      );
    }
  }
}

async function assertNotFound(holder: KeyHoldingProcess, needles: MaskedNeedles): Promise<void> {
  assert.deepEqual(await holder.search(needles), []);
}

describeWithReferencePackage('The keys of a session', function () {
  this.timeout(120_000);
  let deriver: KeyDerivingProcess;
  let sender: KeyHoldingProcess;
  let receiver: KeyHoldingProcess;
  let needles: MaskedNeedles;

  before(async () => {
    [deriver, sender, receiver] = await Promise.all([
      KeyDerivingProcess.start(),
      KeyHoldingProcess.start(),
      KeyHoldingProcess.start(),
    ]);
    if (!probe.isWine()) return;
    // Wine's BCrypt frees keys and hashes without wiping them. The test makes it wipe them, as Windows
    // does, so that each key that is found is a defect of this package.
    for (const holder of [sender, receiver]) {
      const remains = await holder.ask({ kind: 'make-bcrypt-wipe' });
      const [before, after] = JSON.parse(remains) as [number, number];
      assert.ok(before > 0, 'Wine’s BCrypt wipes by itself: drop make-bcrypt-wipe');
      assert.equal(after, 0);
    }
  });

  beforeEach(async () => {
    needles = await deriver.converseWith(sender);
    await assertFound(sender, needles);
  });

  after(async () => {
    await Promise.all([deriver.stop(), sender.stop(), receiver.stop()]);
  });

  it('are only in the memory of the receiver after the adoption', async () => {
    const ticket = await sender.ask({ kind: 'offer', pid: receiver.pid });
    await receiver.ask({ kind: 'adopt', ticket });
    await sender.ask({ kind: 'adopted' });
    await assertNotFound(sender, needles);
    await assertFound(receiver, needles);
    await receiver.ask({ kind: 'dispose' });
    await assertNotFound(receiver, needles);
  });

  it('are not in memory after a reclaimed context is disposed', async () => {
    await sender.ask({ kind: 'offer', pid: receiver.pid });
    await sender.ask({ kind: 'reclaim' });
    await assertFound(sender, needles);
    await sender.ask({ kind: 'dispose' });
    await assertNotFound(sender, needles);
    await assertNotFound(receiver, needles);
  });

  it('are not in memory after an offer that was not adopted is disposed', async () => {
    await sender.ask({ kind: 'offer', pid: receiver.pid });
    const [packed = '', ...others] = await sender.search(needles);
    assert.match(packed, /^session secret, first half: mapped memory/);
    assert.equal(others.length, 1);
    await sender.ask({ kind: 'dispose-offer' });
    await assertNotFound(sender, needles);
    await assertNotFound(receiver, needles);
  });

  it('are not in memory after an exported and an imported context are disposed', async () => {
    await sender.ask({ kind: 'export-and-import' });
    await assertFound(sender, needles);
    await sender.ask({ kind: 'dispose' });
    await assertNotFound(sender, needles);
  });

  it('are not in memory after a context that never moved is disposed', async () => {
    await sender.ask({ kind: 'dispose' });
    await assertNotFound(sender, needles);
  });
});
