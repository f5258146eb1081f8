import assert from 'node:assert/strict';

import {
  converse,
  describeWithReferencePackage,
  exchangeMessages,
  packageName,
} from './support/reference-package';

describeWithReferencePackage('A package that protects messages but not streams', () => {
  const refusals = [
    {
      title: 'encryptRecord',
      expected: { code: 'SEC_E_UNSUPPORTED_FUNCTION', syscall: 'QueryContextAttributesW' },
    },
    {
      title: 'decryptRecord',
      expected: { code: 'SEC_E_INVALID_TOKEN', syscall: 'DecryptMessage' },
    },
    {
      title: 'shutDownStream',
      expected: { code: 'SEC_E_UNSUPPORTED_FUNCTION', syscall: 'ApplyControlToken' },
    },
  ] as const;
  for (const { title, expected } of refusals) {
    it(`refuses ${title}() with its own status, and the conversation continues`, () => {
      using conversation = converse();
      const { client, server } = conversation;
      const stream = Buffer.from('a stream');
      assert.throws(
        () => {
          if (title === 'shutDownStream') client.shutDownStream();
          else client[title](stream);
        },
        { name: 'SspiError', packageName, ...expected },
      );
      assert.equal(stream.toString(), 'a stream');
      exchangeMessages(client, server);
    });
  }
});
