import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';

import { sendContext, type ServerSecurityContext } from 'sspi-handoff';

import { AdoptingProcess } from './support/adopting-process';
import { ChannelTap, findRun } from './support/channel-tap';
import { connectedPair } from './support/connected-pair';
import { assertIsHere, failureOf } from './support/failed-handoff';
import {
  converse,
  describeWithReferencePackage,
  exchangeMessages,
} from './support/reference-package';

/** Returns the secrets of a context that must not cross the channel. */
async function secretsOf(server: ServerSecurityContext): Promise<Uint8Array[]> {
  using copy = await server.export({ flags: 0, accessToken: false });
  assert.ok(copy.packedContext.length > 64);
  return [Buffer.from(copy.packedContext), server.query('sessionKey')];
}

for (const serialization of ['json', 'advanced'] as const) {
  describeWithReferencePackage(`The IPC pipe, serialization ${serialization}`, () => {
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
      const secrets: Uint8Array[] = [];
      using expired = converse();
      secrets.push(...(await secretsOf(expired.server)));
      assertIsHere(
        await failureOf(sendContext(adopter.child, expired.server, { expiresIn: 50 })),
        expired.client,
      );

      await adopter.ask({ kind: 'listen' }, 'done');
      for (const withSocket of [true, false, true]) {
        using conversation = converse();
        const { client, server } = conversation;
        exchangeMessages(client, server);
        secrets.push(...(await secretsOf(server)));
        const connection = withSocket ? await connectedPair() : undefined;
        const received = adopter.next('received');
        await sendContext(adopter.child, server, {
          ...(connection && { socket: connection.accepted, head: Buffer.from('head\n') }),
          message: { for: 'you' },
        });
        await received;
        await adopter.converseWith(client, 'after it');
        connection?.client.destroy();
      }

      assert.equal(tap.written.toString('latin1').split('sspi-handoff.1.').length - 1, 6);
      for (const secret of secrets) {
        assert.equal(findRun(tap.written, secret), null);
        assert.equal(findRun(tap.read, secret), null);
      }
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
