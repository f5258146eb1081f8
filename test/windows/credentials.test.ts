import assert from 'node:assert/strict';

import { Credentials, openHandles } from 'sspi-handoff';

import { acquire, identity, newClient, packageName } from './support/reference-package';
import { names, observe, onlyCallOf } from './support/win32-probe';

describe('Credentials', () => {
  it('are acquired asynchronously', async () => {
    using credentials = await Credentials.acquire({ packageName, use: 'inbound', identity });
    assert.equal(credentials.packageName, packageName);
    assert.equal(credentials.use, 'inbound');
    assert.equal(openHandles().credentials, 1);
  });

  it('are acquired of the current user from a package that knows one', () => {
    using credentials = Credentials.acquireSync({ packageName: 'Schannel', use: 'outbound' });
    assert.equal(openHandles().credentials, 1);
    assert.equal(credentials.packageName, 'Schannel');
  });

  it('are refused without an identity by a package that needs one', async () => {
    await assert.rejects(Credentials.acquire({ packageName, use: 'outbound' }), {
      name: 'SspiError',
      code: 'SEC_E_NO_CREDENTIALS',
      status: 0x8009030e,
      syscall: 'AcquireCredentialsHandleW',
      packageName,
      message: /identity/,
    });
  });

  it('are refused under an unknown package name', async () => {
    await assert.rejects(Credentials.acquire({ packageName: 'NoSuchPackage', use: 'outbound' }), {
      code: 'SEC_E_SECPKG_NOT_FOUND',
      packageName: 'NoSuchPackage',
      message: /enumerateSecurityPackages/,
    });
  });

  it('are freed once by dispose, however often it is called', () => {
    const calls = observe(() => {
      const credentials = acquire('outbound');
      credentials.dispose();
      credentials.dispose();
    });
    onlyCallOf(calls, 'FreeCredentialsHandle');
  });

  it('outlive their dispose for as long as a context was made with them', () => {
    const calls = observe(() => {
      const context = newClient();
      assert.equal(openHandles().credentials, 1);
      context.stepSync();
      context.dispose();
    });
    assert.deepEqual(names(calls).slice(-2), ['DeleteSecurityContext', 'FreeCredentialsHandle']);
  });

  it('cannot be used once disposed', () => {
    const credentials = acquire('outbound');
    credentials.dispose();
    assert.throws(() => newClient({ credentials }), { code: 'ERR_SSPI_DISPOSED' });
  });
});
