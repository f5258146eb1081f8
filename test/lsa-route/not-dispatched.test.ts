import assert from 'node:assert/strict';

import { SecurityContext } from 'sspi-handoff';

import {
  converse,
  describeWithReferencePackage,
  exchangeMessages,
  itWhereDispatched,
  packageName,
} from '../windows/support/reference-package';
import { isWine } from '../windows/support/wine';

// For Windows there is dispatched.test.ts.
const describeUnderWine = isWine ? describeWithReferencePackage : () => undefined;

describeUnderWine('Through LSA,', () => {
  for (const [what, syscall] of [
    ['export() exports a context', 'ExportSecurityContext'],
    ['import() imports a context', 'ImportSecurityContextW'],
    ["openAccessToken() opens the client's access token", 'QuerySecurityContextToken'],
    ['impersonate() impersonates the client', 'ImpersonateSecurityContext'],
  ] as const) {
    itWhereDispatched(what, syscall, () => {
      assert.fail(
        'Run the suites of the plain SSP through LSA too, because Wine dispatches this function',
      );
    });
  }

  it('functions that Wine does not dispatch fail with SEC_E_UNSUPPORTED_FUNCTION, and the context stays usable', async () => {
    using conversation = converse();
    const { client, server } = conversation;
    const unsupported = { code: 'SEC_E_UNSUPPORTED_FUNCTION', packageName };
    assert.throws(() => server.exportSync(), { ...unsupported, syscall: 'ExportSecurityContext' });
    assert.throws(() => server.openAccessTokenSync(), {
      ...unsupported,
      syscall: 'QuerySecurityContextToken',
    });
    const packedContext = Buffer.alloc(64);
    await assert.rejects(SecurityContext.import({ packageName, packedContext, bufferType: 2 }), {
      ...unsupported,
      syscall: 'ImportSecurityContextW',
    });
    exchangeMessages(client, server);
  });
});
