import assert from 'node:assert/strict';

import { converse } from '../support/loopback';
import { describeWith, surroundings } from '../support/surroundings';
import { needsDomain, packageNames, partiesOf } from './parties';

for (const packageName of packageNames) {
  describeWith(`${packageName}: attributes`, partiesOf(packageName), needsDomain, (parties) => {
    it("query('sizes') returns equal sizes on both sides, which hold a signature", () => {
      using conversation = converse(parties);
      const { client, server } = conversation;
      const sizes = client.query('sizes');
      assert.deepEqual(server.query('sizes'), sizes);
      assert.ok(conversation.tokens.every((token) => token.length <= sizes.maxToken));
      const signature = client.sign(Buffer.from('message'));
      assert.ok(signature.length > 0 && signature.length <= sizes.maxSignature);
      assert.ok(sizes.securityTrailer > 0);
    });
  });

  const inRealm = surroundings.realm && partiesOf(packageName);
  describeWith(`${packageName}: attributes in a realm`, inRealm, needsDomain, (parties) => {
    it("query('negotiationInfo') names Kerberos", () => {
      using conversation = converse(parties);
      for (const context of [conversation.client, conversation.server]) {
        const { packageInfo, state } = context.query('negotiationInfo');
        assert.equal(packageInfo.name, 'Kerberos');
        assert.equal(state, 'complete');
      }
    });

    it('negotiatedPackageName is Kerberos when the handshake is complete', () => {
      using conversation = converse(parties);
      for (const context of [conversation.client, conversation.server]) {
        // Wine's packages do not return PACKAGE_INFO, so packageName is the one of the credentials.
        assert.equal(context.packageName, packageName);
        assert.equal(context.importPackageName, packageName);
        assert.equal(context.negotiatedPackageName, 'Kerberos');
      }
    });

    it('expiry is within the lifetime of the ticket', () => {
      using conversation = converse(parties);
      const { expiry } = conversation.client;
      assert.ok(expiry && expiry.getTime() > Date.now());
      assert.ok(expiry.getTime() <= Date.now() + 24 * 60 * 60_000);
    });

    it("query('names') fails with SEC_E_UNSUPPORTED_FUNCTION in Wine's packages", () => {
      using conversation = converse(parties);
      for (const context of [conversation.client, conversation.server]) {
        assert.throws(() => context.query('names'), {
          name: 'SspiError',
          syscall: 'QueryContextAttributesW',
          code: 'SEC_E_UNSUPPORTED_FUNCTION',
        });
      }
    });
  });
}
