import assert from 'node:assert/strict';

import { AscReq, AscRet, ExportFlags, IscRet, probeExport, SecurityContext } from 'sspi-handoff';

import { clientOf, converse, serverOf } from '../built-in-packages/support/loopback';
import { describeWith } from '../built-in-packages/support/surroundings';
import {
  exchangeMessages,
  newClient,
  newServer,
  protection,
  shakeHands,
} from '../windows/support/reference-package';
import { needsMitKerberos, parties } from './parties';

const bindings = Buffer.from('tls-server-end-point:one');
const otherBindings = Buffer.from('tls-server-end-point:two');

describeWith('MitKerberos', parties, needsMitKerberos, (pair) => {
  it('query() returns the same names, sizes and session key on both sides', () => {
    using conversation = converse(pair);
    const { client, server } = conversation;
    for (const context of [client, server]) {
      assert.equal(context.query('names'), 'alice@HANDOFF.TEST');
      assert.equal(context.query('packageInfo').name, 'MitKerberos');
      assert.equal(context.query('negotiationInfo').state, 'complete');
      assert.equal(context.query('flags'), context.attributes);
      const { expiry } = context.query('lifespan');
      assert.ok(expiry && expiry.getTime() > Date.now());
    }
    assert.deepEqual(client.query('sizes'), server.query('sizes'));
    assert.ok(client.query('sessionKey').length >= 16);
    assert.deepEqual(client.query('sessionKey'), server.query('sessionKey'));
  });

  it('unwrap() decrypts what wrap() of the other side has encrypted', () => {
    using conversation = converse(pair);
    const { client, server } = conversation;
    const message = Buffer.from('a message');
    assert.deepEqual(server.unwrap(client.wrap(message)), message);
    assert.deepEqual(client.unwrap(server.wrap(message)), message);
  });

  it('unwrapAll() decrypts what wrapAll() of the other side has encrypted', () => {
    using conversation = converse(pair);
    const { client, server } = conversation;
    const messages = [1, 64, 5000].map((size) => Buffer.alloc(size, 'batch'));
    assert.deepEqual(server.unwrapAll(client.wrapAll(messages)), messages);
    assert.deepEqual(client.unwrapAll(server.wrapAll(messages)), messages);
  });

  it('attributes contains the required flags, and protection that nobody required', () => {
    using conversation = converse(pair);
    assert.equal(conversation.client.attributes, protection.client);
    assert.equal(conversation.server.attributes, protection.server | AscRet.MUTUAL_AUTH);
    using unprotected = converse(pair, { client: 0, server: 0 });
    assert.equal(unprotected.client.attributes, IscRet.CONFIDENTIALITY | IscRet.INTEGRITY);
    assert.equal(unprotected.server.attributes, AscRet.CONFIDENTIALITY | AscRet.INTEGRITY);
  });

  for (const [title, client, server, requirements, refusal] of [
    ['the same', bindings, bindings, 0, undefined],
    ['different', otherBindings, bindings, 0, 'SEC_E_BAD_BINDINGS'],
    ['missing', undefined, bindings, 0, 'SEC_E_BAD_BINDINGS'],
    [
      'missing, with ALLOW_MISSING_BINDINGS,',
      undefined,
      bindings,
      AscReq.ALLOW_MISSING_BINDINGS,
      undefined,
    ],
  ] as const) {
    it(`stepSync() ${refusal ? `refuses ${title} channel bindings with ${refusal}` : `accepts channel bindings that are ${title}`}`, () => {
      using from = newClient(client && { channelBindings: client });
      using to = newServer(protection.server | requirements, { channelBindings: server });
      const handshake = () => shakeHands(from, to);
      if (refusal) assert.throws(handshake, { code: refusal });
      else handshake();
    });
  }

  it('stepSync() of the server refuses wrong bytes with SEC_E_INVALID_TOKEN', () => {
    using client = clientOf(pair);
    const token = client.stepSync() ?? Buffer.alloc(0);
    for (const bytes of [Buffer.from('no token'), Buffer.of(0x60), token.subarray(0, 200)]) {
      using server = serverOf(pair);
      assert.throws(() => server.stepSync(bytes), { code: 'SEC_E_INVALID_TOKEN' });
    }
  });

  it('stepSync() of the client refuses an unknown target name with SEC_E_TARGET_UNKNOWN', () => {
    using client = clientOf({ ...pair, targetName: 'HTTP/nowhere' });
    assert.throws(() => client.stepSync(), { code: 'SEC_E_TARGET_UNKNOWN' });
  });

  for (const flags of [0, ExportFlags.RESET_NEW, ExportFlags.RESET_NEW | ExportFlags.DELETE_OLD]) {
    it(`exportSync() with flags ${String(flags)} fails, and the context stays usable`, () => {
      using conversation = converse(pair);
      const { client, server } = conversation;
      assert.throws(() => server.exportSync({ flags }), { code: 'SEC_E_UNSUPPORTED_FUNCTION' });
      exchangeMessages(client, server);
    });
  }

  it('importSync() refuses wrong bytes with SEC_E_INVALID_TOKEN', () => {
    const { packageName } = pair;
    const packedContext = Buffer.alloc(500, 'MITKRB5');
    assert.throws(() => SecurityContext.importSync({ packageName, packedContext, bufferType: 2 }), {
      code: 'SEC_E_INVALID_TOKEN',
    });
  });

  it('probeExport() with a target name and the network finds that both roles can export', async () => {
    const { packageName, targetName } = pair;
    const trials = await probeExport(packageName, { targetName, allowNetwork: true });
    for (const role of ['client', 'server']) {
      assert.ok(
        trials.some((trial) => trial.role === role && trial.exportStatus === 'SEC_E_OK'),
        JSON.stringify(trials),
      );
    }
  });
});
