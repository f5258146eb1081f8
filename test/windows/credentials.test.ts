import assert from 'node:assert/strict';

import {
  ClientSecurityContext,
  Credentials,
  openHandles,
  querySecurityPackageInfoSync,
  ServerSecurityContext,
} from 'sspi-handoff';

import {
  acquire,
  describeWithReferencePackage,
  exchangeMessages,
  identity,
  itWhereDispatched,
  newClient,
  newServer,
  packageName,
  shakeHands,
} from './support/reference-package';
import { names, observe, onlyCallOf } from './support/win32-probe';

/** Throws unless a handshake with these credentials on the client's side is completed. */
function authenticateWith(credentials: Credentials): void {
  using client = new ClientSecurityContext({ credentials });
  using server = newServer();
  shakeHands(client, server);
  exchangeMessages(client, server);
}

describeWithReferencePackage('Credentials', () => {
  it('are acquired asynchronously', async () => {
    using credentials = await Credentials.acquire({ packageName, use: 'inbound', identity });
    assert.equal(credentials.packageName, packageName);
    assert.equal(credentials.use, 'inbound');
    assert.equal(credentials.maxTokenSize, querySecurityPackageInfoSync(packageName).maxTokenSize);
    assert.equal(openHandles().credentials, 1);
  });

  it('are not changed by options that change meanwhile', async () => {
    const options = { packageName, use: 'both' as 'both' | 'inbound', identity };
    const acquiring = Credentials.acquire(options);
    options.packageName = 'Kerberos';
    options.use = 'inbound';
    using credentials = await acquiring;
    assert.deepEqual([credentials.packageName, credentials.use], [packageName, 'both']);
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

  it('of use "both" serve a client and a server', () => {
    using credentials = acquire('both');
    using client = new ClientSecurityContext({ credentials });
    using server = new ServerSecurityContext({ credentials });
    shakeHands(client, server);
    exchangeMessages(client, server);
  });

  itWhereDispatched(
    'say whom they speak for, on and off the main thread',
    'QueryCredentialsAttributes',
    async () => {
      using credentials = acquire('outbound');
      assert.equal(await credentials.queryName(), 'EXAMPLE\\alice');
      assert.equal(credentials.queryNameSync(), 'EXAMPLE\\alice');
    },
  );

  itWhereDispatched(
    'give back to SSPI the name that it allocated',
    'QueryCredentialsAttributes',
    () => {
      using credentials = acquire('outbound');
      const calls = observe(() => credentials.queryNameSync());
      onlyCallOf(calls, 'FreeContextBuffer');
    },
  );

  it("throw the package's own status where it does not know whom they speak for", async () => {
    using credentials = Credentials.acquireSync({ packageName: 'Schannel', use: 'outbound' });
    const unsupported = {
      code: 'SEC_E_UNSUPPORTED_FUNCTION',
      syscall: 'QueryCredentialsAttributesW',
      packageName: 'Schannel',
    };
    await assert.rejects(credentials.queryName(), unsupported);
    assert.throws(() => credentials.queryNameSync(), unsupported);
  });

  it('that never expire say so with null', () => {
    using credentials = acquire('outbound');
    assert.equal(credentials.expiry, null);
  });

  it('of whatever package expire later than now, or never', () => {
    for (const name of ['Schannel', 'Microsoft Unified Security Protocol Provider']) {
      using credentials = Credentials.acquireSync({ packageName: name, use: 'outbound' });
      const { expiry } = credentials;
      assert.ok(expiry === null || expiry.getTime() > Date.now(), `${name}: ${String(expiry)}`);
    }
  });

  it('tell nothing once disposed', async () => {
    const credentials = acquire('outbound');
    credentials.dispose();
    assert.throws(() => credentials.expiry, { code: 'ERR_SSPI_DISPOSED' });
    assert.throws(() => credentials.queryNameSync(), { code: 'ERR_SSPI_DISPOSED' });
    await assert.rejects(credentials.queryName(), { code: 'ERR_SSPI_DISPOSED' });
  });
});

describeWithReferencePackage('A password', () => {
  const utf16 = (text: string) => Uint8Array.from(Buffer.from(text, 'utf16le'));

  it('may be bytes of UTF-16LE, which are left as they are', async () => {
    const password = utf16(identity.password);
    const before = Uint8Array.from(password);
    using sync = Credentials.acquireSync({
      packageName,
      use: 'outbound',
      identity: { ...identity, password },
    });
    assert.deepEqual(password, before);
    using later = await Credentials.acquire({
      packageName,
      use: 'outbound',
      identity: { ...identity, password },
    });
    assert.deepEqual(password, before);
    authenticateWith(sync);
    authenticateWith(later);
  });

  it('is taken at the call: the caller may wipe it before the credentials are there', async () => {
    const password = utf16(identity.password);
    const acquiring = Credentials.acquire({
      packageName,
      use: 'outbound',
      identity: { ...identity, password },
    });
    password.fill(0);
    using credentials = await acquiring;
    authenticateWith(credentials);
  });

  it('may lie at an odd offset of its memory', () => {
    const text = utf16(identity.password);
    const memory = new Uint8Array(text.length + 1);
    memory.set(text, 1);
    using credentials = Credentials.acquireSync({
      packageName,
      use: 'outbound',
      identity: { ...identity, password: memory.subarray(1) },
    });
    authenticateWith(credentials);
  });

  it('of other bytes is another password', () => {
    using credentials = Credentials.acquireSync({
      packageName,
      use: 'outbound',
      identity: { ...identity, password: utf16('correct horsf') },
    });
    assert.throws(
      () => {
        authenticateWith(credentials);
      },
      { code: 'SEC_E_LOGON_DENIED' },
    );
  });

  it('of characters beyond the first plane is the same as a string and as bytes', () => {
    const password = 'pa\u{1f40e}ss\u00e9';
    using credentials = acquire('inbound', password);
    using asBytes = Credentials.acquireSync({
      packageName,
      use: 'outbound',
      identity: { ...identity, password: utf16(password) },
    });
    using client = new ClientSecurityContext({ credentials: asBytes });
    using server = new ServerSecurityContext({ credentials });
    shakeHands(client, server);
  });

  it('of an odd number of bytes is refused before any system call', async () => {
    const calls = observe(() => {
      assert.throws(
        () =>
          Credentials.acquireSync({
            packageName,
            use: 'outbound',
            identity: { ...identity, password: new Uint8Array(7) },
          }),
        { code: 'ERR_INVALID_ARG_VALUE', message: /UTF-16LE/ },
      );
    });
    assert.deepEqual(names(calls), []);
    await assert.rejects(
      Credentials.acquire({
        packageName,
        use: 'outbound',
        identity: { ...identity, password: new Uint8Array(1) },
      }),
      { code: 'ERR_INVALID_ARG_VALUE' },
    );
  });
});

describeWithReferencePackage('What credentials are acquired with', () => {
  it('is a plain identity where there is no package list', () => {
    const calls = observe(() => {
      acquire('outbound').dispose();
    });
    const call = onlyCallOf(calls, 'AcquireCredentialsHandleW');
    assert.equal(call.hasIdentity, 1n);
    assert.equal(call.isExtended, 0n);
    assert.equal(call.principal, '');
    assert.equal(call.use, 2n);
  });

  it('is an extended identity with a package list, which the package takes', () => {
    const calls = observe(() => {
      using credentials = Credentials.acquireSync({
        packageName,
        use: 'outbound',
        identity,
        packageList: '!ntlm,Kerberos',
      });
      authenticateWith(credentials);
    });
    const call = calls.find(({ name }) => name === 'AcquireCredentialsHandleW');
    assert.equal(call?.isExtended, 1n);
    assert.equal(call.packageList, '!ntlm,Kerberos');
  });

  it('has the principal as it was given', () => {
    const calls = observe(() => {
      using credentials = Credentials.acquireSync({
        packageName,
        use: 'outbound',
        identity,
        principal: 'HTTP/caf\u00e9.example',
      });
      assert.equal(credentials.use, 'outbound');
    });
    assert.equal(
      onlyCallOf(calls, 'AcquireCredentialsHandleW').principal,
      'HTTP/caf\u00e9.example',
    );
  });

  it('has the use as Windows numbers it', () => {
    const calls = observe(() => {
      for (const use of ['inbound', 'outbound', 'both'] as const) acquire(use).dispose();
    });
    assert.deepEqual(
      calls.filter(({ name }) => name === 'AcquireCredentialsHandleW').map(({ use }) => use),
      [1n, 2n, 3n],
    );
  });
});
