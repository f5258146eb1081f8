import assert from 'node:assert/strict';

import { reportOfChild } from './support/child-report';
import { converse, describeWithReferencePackage, newClient } from './support/reference-package';

/** The lifetime of a session of the reference package. */
const tenHours = 10 * 3_600_000;

interface Report {
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

describeWithReferencePackage('The expiry of a context', () => {
  it('is null before the first handshake step', () => {
    using client = newClient();
    assert.equal(client.expiry, null);
  });

  it('is ten hours ahead after the handshake, on both sides', () => {
    using conversation = converse();
    for (const { expiry } of [conversation.client, conversation.server]) {
      assert.ok(expiry);
      assertTenHoursAhead(expiry.getTime(), Date.now());
    }
  });

  it('is equal to the expiry in the lifespan attribute', () => {
    using conversation = converse();
    const { client, server } = conversation;
    assert.deepEqual(client.query('lifespan').expiry, client.expiry);
    assert.deepEqual(server.query('lifespan').expiry, server.expiry);
  });

  // Packages report local times, in the time zone of the computer. Node.js can use another time zone,
  // because Node.js reads the variable TZ and Windows ignores it.
  for (const zone of ['UTC', 'Asia/Kolkata', 'America/St_Johns', 'Pacific/Kiritimati']) {
    it(`is the same point in time if Node.js uses the time zone ${zone}`, async () => {
      const options = { env: { ...process.env, TZ: zone } };
      const report = (await reportOfChild('tell-expiry.js', [], options)) as Report;
      if (zone === 'Asia/Kolkata') assert.equal(report.offset, -330);
      for (const time of [report.client, report.server, report.lifespan]) {
        assertTenHoursAhead(time, report.now);
      }
    });
  }
});
