import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import { bytesForms, type PasswordForm, type PasswordTrial } from './support/password-holder';
import { describeWithReferencePackage } from './support/reference-package';

describeWithReferencePackage('A password', function () {
  this.timeout(120_000);
  let holder: ChildProcess;

  before(async () => {
    holder = fork(join(__dirname, 'support/password-holder.js'));
    await once(holder, 'message');
  });

  after(async () => {
    const exit = once(holder, 'exit');
    holder.disconnect();
    assert.equal((await exit)[0], 0);
  });

  async function search(trial: PasswordTrial): Promise<readonly string[]> {
    holder.send(trial);
    const [answer] = (await once(holder, 'message')) as [{ found?: string[]; error?: string }];
    assert.ok(answer.found, answer.error);
    return answer.found;
  }

  // V8 keeps arrays of up to 64 bytes on its heap, and longer arrays outside.
  for (const length of [48, 80]) {
    for (const form of [...bytesForms, 'Buffer.from(text)'] satisfies PasswordForm[]) {
      it(`is not in memory after ${form} of ${String(length)} bytes is wiped and the credentials are disposed`, async () => {
        for (const mode of length === 48 ? (['sync', 'async'] as const) : (['sync'] as const)) {
          assert.deepEqual(await search({ form, length, mode, wipe: true }), [], mode);
        }
      });
    }
  }

  it('is not in memory after the credentials were refused', async () => {
    const trial = { form: 'Buffer.alloc', length: 64, mode: 'refused' } as const;
    assert.deepEqual(await search({ ...trial, wipe: true }), []);
  });

  for (const form of bytesForms) {
    it(`is found in ${form} and in the package before that`, async () => {
      const found = await search({ form, length: 48, mode: 'sync', wipe: false });
      for (const needle of [0, 16, 32]) {
        const places = found.filter((place) => place.startsWith(`bytes from ${String(needle)}:`));
        assert.ok(places.length >= 2, `${String(needle)}: ${places.join('; ')}`);
      }
    });
  }

  it('passed to import() as a packed context is not in memory after its bytes are wiped', async () => {
    for (const form of bytesForms) {
      const trial = { form, length: 48, mode: 'import', wipe: true } as const;
      assert.deepEqual(await search(trial), [], form);
    }
  });

  it('passed as text is not in native memory after the credentials are disposed', async () => {
    for (const mode of ['sync', 'async', 'refused'] as const) {
      const trial = { form: 'text', length: 48, mode } as const;
      if (mode === 'sync') assert.notDeepEqual(await search({ ...trial, wipe: false }), []);
      assert.deepEqual(await search({ ...trial, wipe: true }), [], mode);
    }
  });
});
