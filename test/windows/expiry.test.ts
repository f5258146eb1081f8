import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import { converse, describeWithReferencePackage, newClient } from './support/reference-package';

/** How long the reference package's sessions are good. */
const tenHours = 10 * 3_600_000;

interface Told {
  readonly now: number;
  readonly offset: number;
  readonly client: number;
  readonly server: number;
  readonly lifespan: number;
}

function assertTenHoursAhead(time: number, now: number): void {
  const difference = Math.abs(time - now - tenHours);
  assert.ok(difference < 60_000, `${String(difference)} ms off`);
}

describeWithReferencePackage('Expiry of a context', () => {
  it('is null before the package has said anything', () => {
    using client = newClient();
    assert.equal(client.expiry, null);
  });

  it('is ten hours ahead once the handshake is done, on both sides', () => {
    using conversation = converse();
    for (const { expiry } of [conversation.client, conversation.server]) {
      assert.ok(expiry);
      assertTenHoursAhead(expiry.getTime(), Date.now());
    }
  });

  it('is the one that the lifespan tells', () => {
    using conversation = converse();
    const { client, server } = conversation;
    assert.deepEqual(client.query('lifespan').expiry, client.expiry);
    assert.deepEqual(server.query('lifespan').expiry, server.expiry);
  });

  // Packages give their times as local ones, by the computer's time zone. Node's own may be another:
  // it follows the variable TZ, which Windows knows nothing of.
  for (const zone of ['UTC', 'Asia/Kolkata', 'America/St_Johns', 'Pacific/Kiritimati']) {
    it(`is the same point in time where Node's time zone is ${zone}`, async () => {
      const child = fork(join(__dirname, 'support', 'tell-expiry.js'), {
        env: { ...process.env, TZ: zone },
      });
      const [told] = (await once(child, 'message')) as [Told];
      if (zone === 'Asia/Kolkata') assert.equal(told.offset, -330);
      for (const time of [told.client, told.server, told.lifespan]) {
        assertTenHoursAhead(time, told.now);
      }
      await once(child, 'exit');
    });
  }
});
