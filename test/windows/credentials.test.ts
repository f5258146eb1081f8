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

/** Throws unless a client with these credentials completes a handshake. */
function authenticateWith(credentials: Credentials): void {
  using client = new ClientSecurityContext({ credentials });
  using server = newServer();
  shakeHands(client, server);
  exchangeMessages(client, server);
}

describeWithReferencePackage('Credentials', () => {
  it('acquire() resolves with the credentials', async () => {
    using credentials = await Credentials.acquire({ packageName, use: 'inbound', identity });
    assert.equal(credentials.packageName, packageName);
    assert.equal(credentials.use, 'inbound');
    assert.equal(credentials.maxTokenSize, querySecurityPackageInfoSync(packageName).maxTokenSize);
    assert.equal(openHandles().credentials, 1);
  });

  it('acquire() ignores changes to its options after the call', async () => {
    const options = { packageName, use: 'both' as 'both' | 'inbound', identity };
    const acquiring = Credentials.acquire(options);
    options.packageName = 'Kerberos';
    options.use = 'inbound';
    using credentials = await acquiring;
    assert.deepEqual([credentials.packageName, credentials.use], [packageName, 'both']);
  });

  it('acquireSync() without an identity acquires credentials of the current user', () => {
    using credentials = Credentials.acquireSync({ packageName: 'Schannel', use: 'outbound' });
    assert.equal(openHandles().credentials, 1);
    assert.equal(credentials.packageName, 'Schannel');
  });

  it('acquire() without an identity rejects if the package requires one', async () => {
    await assert.rejects(Credentials.acquire({ packageName, use: 'outbound' }), {
      name: 'SspiError',
      code: 'SEC_E_NO_CREDENTIALS',
      status: 0x8009030e,
      syscall: 'AcquireCredentialsHandleW',
      packageName,
      message: /identity/,
    });
  });

  it('acquire() rejects an unknown package name', async () => {
    await assert.rejects(Credentials.acquire({ packageName: 'NoSuchPackage', use: 'outbound' }), {
      code: 'SEC_E_SECPKG_NOT_FOUND',
      packageName: 'NoSuchPackage',
      message: /enumerateSecurityPackages/,
    });
  });

  it('dispose() frees the credentials once, even if it is called twice', () => {
    const calls = observe(() => {
      const credentials = acquire('outbound');
      credentials.dispose();
      credentials.dispose();
    });
    onlyCallOf(calls, 'FreeCredentialsHandle');
  });

  it('dispose() does not free the credentials while a context uses them', () => {
    const calls = observe(() => {
      const context = newClient();
      assert.equal(openHandles().credentials, 1);
      context.stepSync();
      context.dispose();
    });
    assert.deepEqual(names(calls).slice(-2), ['DeleteSecurityContext', 'FreeCredentialsHandle']);
  });

  it('dispose() makes the credentials unusable for new contexts', () => {
    const credentials = acquire('outbound');
    credentials.dispose();
    assert.throws(() => newClient({ credentials }), { code: 'ERR_SSPI_DISPOSED' });
  });

  it('with use "both" serve a client and a server', () => {
    using credentials = acquire('both');
    using client = new ClientSecurityContext({ credentials });
    using server = new ServerSecurityContext({ credentials });
    shakeHands(client, server);
    exchangeMessages(client, server);
  });

  itWhereDispatched(
    'queryName() and queryNameSync() return the name of the account',
    'QueryCredentialsAttributes',
    async () => {
      using credentials = acquire('outbound');
      assert.equal(await credentials.queryName(), 'EXAMPLE\\alice');
      assert.equal(credentials.queryNameSync(), 'EXAMPLE\\alice');
    },
  );

  itWhereDispatched(
    'queryNameSync() frees the name that SSPI allocated',
    'QueryCredentialsAttributes',
    () => {
      using credentials = acquire('outbound');
      const calls = observe(() => credentials.queryNameSync());
      onlyCallOf(calls, 'FreeContextBuffer');
    },
  );

  it("queryName() rejects with the package's own status if the package does not support it", async () => {
    using credentials = Credentials.acquireSync({ packageName: 'Schannel', use: 'outbound' });
    // Wine and Windows refuse with different statuses. package-faults.test.ts chooses the status.
    const refused = {
      name: 'SspiError',
      code: /^SEC_E_/,
      syscall: 'QueryCredentialsAttributesW',
      packageName: 'Schannel',
    };
    await assert.rejects(credentials.queryName(), refused);
    assert.throws(() => credentials.queryNameSync(), refused);
  });

  it('expiry is null if the credentials never expire', () => {
    using credentials = acquire('outbound');
    assert.equal(credentials.expiry, null);
  });

  it('expiry is in the future or null for each package', () => {
    for (const name of ['Schannel', 'Microsoft Unified Security Protocol Provider']) {
      using credentials = Credentials.acquireSync({ packageName: name, use: 'outbound' });
      const { expiry } = credentials;
      assert.ok(expiry === null || expiry.getTime() > Date.now(), `${name}: ${String(expiry)}`);
    }
  });

  it('expiry and queryName() throw after dispose()', async () => {
    const credentials = acquire('outbound');
    credentials.dispose();
    assert.throws(() => credentials.expiry, { code: 'ERR_SSPI_DISPOSED' });
    assert.throws(() => credentials.queryNameSync(), { code: 'ERR_SSPI_DISPOSED' });
    await assert.rejects(credentials.queryName(), { code: 'ERR_SSPI_DISPOSED' });
  });
});

describeWithReferencePackage('The password of an identity', () => {
  const utf16 = (text: string) => Uint8Array.from(Buffer.from(text, 'utf16le'));

  it('can be UTF-16LE bytes, which stay unchanged', async () => {
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

  it('is copied at the call, so that the caller can wipe it immediately', async () => {
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

  it('can start at an odd offset of its buffer', () => {
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

  it('does not authenticate if its bytes differ', () => {
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

  it('is the same as a string and as bytes, even with characters beyond U+FFFF', () => {
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

  it('is refused before any system call if its number of bytes is odd', async () => {
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

describeWithReferencePackage('The arguments of AcquireCredentialsHandle', () => {
  it('contain a plain identity if there is no package list', () => {
    const calls = observe(() => {
      acquire('outbound').dispose();
    });
    const call = onlyCallOf(calls, 'AcquireCredentialsHandleW');
    assert.equal(call.hasIdentity, 1n);
    assert.equal(call.isExtended, 0n);
    assert.equal(call.principal, '');
    assert.equal(call.use, 2n);
  });

  it('contain an extended identity with the package list, which the package accepts', () => {
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

  it('contain the principal unchanged', () => {
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

  it('contain the use as its Windows constant', () => {
    const calls = observe(() => {
      for (const use of ['inbound', 'outbound', 'both'] as const) acquire(use).dispose();
    });
    assert.deepEqual(
      calls.filter(({ name }) => name === 'AcquireCredentialsHandleW').map(({ use }) => use),
      [1n, 2n, 3n],
    );
  });
});
