import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';

import { SecurityContext, sendContext, type ServerSecurityContext } from 'sspi-handoff';

import { AdoptingProcess } from './support/adopting-process';
import { ChannelTap, findRun } from './support/channel-tap';
import { connectedPair } from './support/connected-pair';
import { assertIsHere, failureOf } from './support/failed-handoff';
import { converse, exchangeMessages } from './support/reference-package';
import { describeWithPackage } from './support/test-packages';

/** Returns the context, exported and imported, with the secrets that must not cross the channel. */
async function withSecrets(server: ServerSecurityContext) {
  using exported = await server.export();
  assert.ok(exported.packedContext.length > 64);
  const packed = Buffer.from(exported.packedContext);
  const context = await SecurityContext.import(exported);
  return { context, packed, key: context.query('sessionKey') };
}

for (const serialization of ['json', 'advanced'] as const) {
  describeWithPackage(`The IPC pipe, serialization ${serialization}`, () => {
    let adopter: AdoptingProcess;
    let tap: ChannelTap;

    beforeEach(async () => {
      adopter = await AdoptingProcess.start(serialization);
      tap = new ChannelTap(adopter.child);
    });

    afterEach(async () => {
      await adopter.stop();
    });

    it('carries no 8 bytes of a packed context or of its keys', async () => {
      const assertSecret = (secret: Uint8Array) => {
        assert.equal(findRun(tap.written, secret), null);
        assert.equal(findRun(tap.read, secret), null);
      };
      using expired = converse();
      const expiring = await withSecrets(expired.server);
      assertIsHere(
        await failureOf(sendContext(adopter.child, expiring.context, { expiresIn: 50 })),
        expired.client,
      );
      const secrets = [expiring.packed, expiring.key];

      await adopter.ask({ kind: 'listen' }, 'done');
      for (const withSocket of [true, false, true]) {
        using conversation = converse();
        const { client, server } = conversation;
        exchangeMessages(client, server);
        const { context, packed, key } = await withSecrets(server);
        secrets.push(key);
        const connection = withSocket ? await connectedPair() : undefined;
        const received = adopter.next('received');
        await sendContext(adopter.child, context, {
          ...(connection && { socket: connection.accepted, head: Buffer.from('head\n') }),
          message: { for: 'you' },
        });
        await received;
        // Now, because the messages of Kerberos show their number, which is in the packed context.
        assertSecret(packed);
        await adopter.converseWith(client, 'after it');
        connection?.client.destroy();
      }

      assert.equal(tap.written.toString('latin1').split('sspi-handoff.1.').length - 1, 6);
      secrets.forEach(assertSecret);
    });

    it('is observed well enough to find 8 bytes that cross it, in either direction and encoding', async () => {
      await adopter.ask({ kind: 'listen' }, 'done');
      const [raw, hex, base64, unsent] = [8, 8, 8, 8].map((size) => randomBytes(size));
      assert.ok(raw && hex && base64 && unsent);
      using conversation = converse();
      const received = adopter.next('received');
      await sendContext(adopter.child, conversation.server, {
        message: { raw, hex: hex.toString('hex'), base64: base64.toString('base64') },
      });
      await received; // The report contains the message.
      for (const bytes of [tap.written, tap.read]) {
        for (const marker of [raw, hex, base64]) assert.notEqual(findRun(bytes, marker), null);
        assert.equal(findRun(bytes, unsent), null);
      }
    });
  });
}
