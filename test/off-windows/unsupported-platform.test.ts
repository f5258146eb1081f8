import assert from 'node:assert/strict';

import * as sspi from 'sspi-handoff';

describe('Off Windows,', () => {
  const unsupported = {
    name: 'SspiUsageError',
    code: 'ERR_SSPI_UNSUPPORTED_PLATFORM',
    message: /isSupported/,
  };
  const exported = { packageName: 'Kerberos', packedContext: Buffer.from('bytes') };
  const acquire = { packageName: 'Kerberos', use: 'outbound' } as const;

  it('the package can be imported, and isSupported is false', () => {
    assert.equal(sspi.isSupported, false);
  });

  it('constants and errors can be used', () => {
    assert.equal(sspi.ExportFlags.DELETE_OLD, 2);
    assert.equal(
      new sspi.SspiError('ExportSecurityContext', 0x80090301).code,
      'SEC_E_INVALID_HANDLE',
    );
  });

  const uses: [string, () => unknown][] = [
    ['enumerateSecurityPackages', () => sspi.enumerateSecurityPackages()],
    ['enumerateSecurityPackagesSync', () => sspi.enumerateSecurityPackagesSync()],
    ['openHandles', () => sspi.openHandles()],
    ['Credentials.acquire', () => sspi.Credentials.acquire(acquire)],
    ['Credentials.acquireSync', () => sspi.Credentials.acquireSync(acquire)],
    ['SecurityContext.import', () => sspi.SecurityContext.import(exported)],
    ['SecurityContext.importSync', () => sspi.SecurityContext.importSync(exported)],
    ['AccessToken.ofProcess', () => sspi.AccessToken.ofProcess()],
    ['AccessToken.ofThread', () => sspi.AccessToken.ofThread()],
    ['AccessToken.fromHandle', () => sspi.AccessToken.fromHandle(4n)],
  ];
  for (const [name, use] of uses) {
    it(`${name} throws ERR_SSPI_UNSUPPORTED_PLATFORM`, async () => {
      await assert.rejects(async () => {
        await use();
      }, unsupported);
    });
  }
});
