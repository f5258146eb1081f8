import assert from 'node:assert/strict';

import { converse } from '../support/loopback';
import { describeWith, surroundings } from '../support/surroundings';
import { needsDomain, packageNames, partiesOf } from './parties';

for (const packageName of packageNames) {
  describeWith(`${packageName}: attributes`, partiesOf(packageName), needsDomain, (parties) => {
    it('sizes: the same on both sides, and enough for a signature', () => {
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
    it('negotiationInfo: Kerberos it was', () => {
      using conversation = converse(parties);
      for (const context of [conversation.client, conversation.server]) {
        const { packageInfo, state } = context.query('negotiationInfo');
        assert.equal(packageInfo.name, 'Kerberos');
        assert.equal(state, 'complete');
      }
    });

    it('expiry: within the lifetime of the ticket', () => {
      using conversation = converse(parties);
      const { expiry } = conversation.client;
      assert.ok(expiry && expiry.getTime() > Date.now());
      assert.ok(expiry.getTime() <= Date.now() + 24 * 60 * 60_000);
    });

    it("names: Wine's packages do not know it, and say SEC_E_UNSUPPORTED_FUNCTION", () => {
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
