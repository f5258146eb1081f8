import assert from 'node:assert/strict';

import { SspiError, SspiUsageError, WindowsError } from 'sspi-handoff';

describe('Errors', () => {
  it('SspiError names the function, the package, the status and the remedy', () => {
    const error = new SspiError('ExportSecurityContext', 0x80090302, 'Kerberos');
    assert.equal(error.name, 'SspiError');
    assert.equal(error.code, 'SEC_E_UNSUPPORTED_FUNCTION');
    assert.equal(error.status, 0x80090302);
    assert.equal(error.syscall, 'ExportSecurityContext');
    assert.equal(error.packageName, 'Kerberos');
    assert.equal(
      error.message,
      'ExportSecurityContext failed for the security package "Kerberos": ' +
        'SEC_E_UNSUPPORTED_FUNCTION (0x80090302). ' +
        'The security package does not implement the requested operation. ' +
        'This package cannot export this security context with these flags. Authenticate with a package that can, or ' +
        "send the client's access token with sendAccessToken().",
    );
  });

  it('SspiError shows an unknown status in hex', () => {
    const error = new SspiError('ExportSecurityContext', 0xc0000001);
    assert.equal(error.code, '0xc0000001');
    assert.match(error.message, /^ExportSecurityContext failed: 0xc0000001/);
  });

  it('WindowsError names the error, or shows its number', () => {
    const error = new WindowsError('OpenProcess', 5);
    assert.equal(error.code, 'ERROR_ACCESS_DENIED');
    assert.equal(error.errno, 5);
    assert.match(error.message, /PROCESS_DUP_HANDLE/);
    assert.equal(new WindowsError('OpenProcess', 31337).code, 'ERROR_31337');
  });

  it('SspiError, WindowsError and SspiUsageError extend Error', () => {
    assert.ok(new SspiError('ExportSecurityContext', 1) instanceof Error);
    assert.ok(new WindowsError('OpenProcess', 1) instanceof Error);
    assert.ok(new SspiUsageError('ERR_SSPI_DISPOSED', 'gone') instanceof Error);
  });
});
