import assert from 'node:assert/strict';

import { isWine } from '../../windows/support/wine';
import { converse } from '../support/loopback';
import { describeWith } from '../support/surroundings';
import { needsNtlm, packageNames, partiesOf } from './parties';

for (const packageName of packageNames) {
  describeWith(`${packageName}: attributes`, partiesOf(packageName), needsNtlm, (parties) => {
    it("query('sizes') returns the sizes of NTLM", () => {
      using conversation = converse(parties);
      for (const context of [conversation.client, conversation.server]) {
        const { maxSignature, securityTrailer } = context.query('sizes');
        assert.deepEqual(
          { maxSignature, securityTrailer },
          { maxSignature: 16, securityTrailer: 16 },
        );
      }
    });

    it("query('negotiationInfo') names NTLM", () => {
      using conversation = converse(parties);
      for (const context of [conversation.client, conversation.server]) {
        assert.equal(context.query('negotiationInfo').packageInfo.name, 'NTLM');
      }
    });

    it(`query('names') ${isWine ? "fails with SEC_E_UNSUPPORTED_FUNCTION in Wine's package" : 'returns the current user'}`, () => {
      using conversation = converse(parties);
      const names = () => conversation.server.query('names');
      if (isWine) {
        assert.throws(names, {
          syscall: 'QueryContextAttributesW',
          code: 'SEC_E_UNSUPPORTED_FUNCTION',
        });
      } else assert.match(names(), /^[^\\]+\\[^\\]+$/);
    });
  });
}
