import assert from 'node:assert/strict';

import {
  AccessToken,
  type AcquireOptions,
  ClientSecurityContext,
  Credentials,
  type ExportOptions,
  type ImportOptions,
  openHandles,
  probeExport,
  SecurityContext,
  ServerSecurityContext,
} from 'sspi-handoff';

import {
  acquire,
  converse,
  describeWithReferencePackage,
  exchangeMessages,
  newServer,
  packageName,
} from './support/reference-package';
import { names, observeAsync } from './support/win32-probe';

/** A value of another type than the one that TypeScript would allow. */
function wrong<Type>(value: unknown): Type {
  return value as Type;
}

const type = { name: 'TypeError', code: 'ERR_INVALID_ARG_TYPE' };
const value = { name: 'TypeError', code: 'ERR_INVALID_ARG_VALUE' };
const range = { name: 'RangeError', code: 'ERR_OUT_OF_RANGE' };

describeWithReferencePackage('Wrong arguments are refused before any system call', () => {
  async function refusedWithoutCall(expected: object, action: () => unknown): Promise<void> {
    const before = openHandles();
    const calls = await observeAsync(async () => {
      await assert.rejects(async () => {
        await action();
      }, expected);
    });
    assert.deepEqual(names(calls), []);
    assert.deepEqual(openHandles(), before);
  }

  const acquisitions: [string, object, unknown][] = [
    ['no options', type, undefined],
    ['a package name that is a number', type, { packageName: 7, use: 'inbound' }],
    ['an empty package name', value, { packageName: '', use: 'inbound' }],
    ['a package name with a NUL', value, { packageName: 'Kerberos\0', use: 'inbound' }],
    ['an unknown use', value, { packageName, use: 'sideways' }],
    ['an identity that is a string', type, { packageName, use: 'both', identity: 'alice' }],
    ['an identity without a password', type, { packageName, use: 'both', identity: { user: 'a' } }],
  ];
  for (const [what, expected, options] of acquisitions) {
    it(`Credentials.acquire: ${what}`, async () => {
      await refusedWithoutCall(expected, () => Credentials.acquire(wrong<AcquireOptions>(options)));
      await refusedWithoutCall(expected, () =>
        Credentials.acquireSync(wrong<AcquireOptions>(options)),
      );
    });
  }

  it('a context of something that is no credentials', async () => {
    for (const credentials of [undefined, {}, 'credentials', 42]) {
      const options = wrong<{ credentials: Credentials }>({ credentials });
      await refusedWithoutCall(type, () => new ClientSecurityContext(options));
      await refusedWithoutCall(type, () => new ServerSecurityContext(options));
    }
  });

  it('channel bindings that are null: not the same as none', async () => {
    using credentials = acquire('both');
    const options = wrong<{ credentials: Credentials }>({ credentials, channelBindings: null });
    await refusedWithoutCall(type, () => new ClientSecurityContext(options));
    await refusedWithoutCall(type, () => new ServerSecurityContext(options));
  });

  it('step: a token that is no bytes', async () => {
    using server = newServer();
    for (const token of [undefined, 'token', {}, [1, 2], 7]) {
      await refusedWithoutCall(type, () => server.step(wrong<Buffer>(token)));
      await refusedWithoutCall(type, () => server.stepSync(wrong<Buffer>(token)));
    }
  });

  const exports: [string, object, unknown][] = [
    ['options that are a number', type, 2],
    ['flags that are a string', type, { flags: 'DELETE_OLD' }],
    ['negative flags', range, { flags: -1 }],
    ['flags beyond 32 bits', range, { flags: 2 ** 32 }],
    ['flags with a fraction', range, { flags: 1.5 }],
    ['accessToken that is no boolean', type, { accessToken: 1 }],
  ];
  for (const [what, expected, options] of exports) {
    it(`export: ${what}, and the context stays usable`, async () => {
      using conversation = converse();
      const { client, server } = conversation;
      await refusedWithoutCall(expected, () => server.export(wrong<ExportOptions>(options)));
      await refusedWithoutCall(expected, () => server.exportSync(wrong<ExportOptions>(options)));
      exchangeMessages(client, server);
    });
  }

  const bytes = Buffer.from('bytes');
  const imports: [string, object, unknown][] = [
    ['nothing', type, undefined],
    ['bytes in hex', type, { packageName, packedContext: '00ff' }],
    ['an ArrayBuffer', type, { packageName, packedContext: new ArrayBuffer(4) }],
    ['no package name', type, { packedContext: bytes }],
    ['an empty package name', value, { packageName: '', packedContext: bytes }],
    ['a buffer type of another type', type, { packageName, packedContext: bytes, bufferType: '2' }],
    [
      'a token that is a handle value',
      type,
      { packageName, packedContext: bytes, accessToken: 4n },
    ],
    ['a token look-alike', type, { packageName, packedContext: bytes, accessToken: {} }],
  ];
  for (const [what, expected, options] of imports) {
    it(`import: ${what}`, async () => {
      await refusedWithoutCall(expected, () =>
        SecurityContext.import(wrong<ImportOptions>(options)),
      );
      await refusedWithoutCall(expected, () =>
        SecurityContext.importSync(wrong<ImportOptions>(options)),
      );
    });
  }

  it('import: a token that is disposed', async () => {
    using conversation = converse();
    using exported = conversation.server.exportSync({ flags: 0 });
    exported.accessToken?.dispose();
    await refusedWithoutCall({ code: 'ERR_SSPI_DISPOSED' }, () =>
      SecurityContext.importSync(exported),
    );
  });

  const message = { trailer: bytes, data: bytes };
  const uses: [string, object, (context: SecurityContext) => unknown][] = [
    ['sign: text', type, (context) => context.sign(wrong('text'))],
    ['sign: a negative quality', range, (context) => context.sign(bytes, -1)],
    ['verify: a signature that is text', type, (context) => context.verify(bytes, wrong('text'))],
    ['verify: no message', type, (context) => context.verify(wrong(undefined), bytes)],
    ['encrypt: text', type, (context) => context.encrypt(wrong('text'))],
    ['encrypt: a quality that is text', type, (context) => context.encrypt(bytes, wrong('0'))],
    ['wrap: an array', type, (context) => context.wrap(wrong([1, 2]))],
    ['wrap: a quality beyond 32 bits', range, (context) => context.wrap(bytes, 2 ** 32)],
    ['unwrap: text', type, (context) => context.unwrap(wrong('text'))],
    ['unwrap: other views of memory', type, (context) => context.unwrap(wrong(new Uint16Array(4)))],
    ['unwrap: wrong options', type, (context) => context.unwrap(bytes, wrong(true))],
    ['decrypt: no parts', type, (context) => context.decrypt(wrong({}))],
    ['decrypt: null', type, (context) => context.decrypt(wrong(null))],
    ['decrypt: no data', type, (context) => context.decrypt(wrong({ trailer: bytes }))],
    [
      'decrypt: acceptUnencrypted that is no boolean',
      type,
      (context) => context.decrypt(message, { acceptUnencrypted: wrong(1) }),
    ],
    ['encryptInPlace: bytes', type, (context) => context.encryptInPlace(wrong(bytes))],
    [
      'encryptInPlace: padding that is text',
      type,
      (context) => context.encryptInPlace({ ...message, padding: wrong('') }),
    ],
    ['encryptInPlace: a quality', range, (context) => context.encryptInPlace(message, 0.5)],
    ['decryptInPlace: bytes', type, (context) => context.decryptInPlace(wrong(bytes))],
    ['encryptRecord: text', type, (context) => context.encryptRecord(wrong('text'))],
    ['decryptRecord: null', type, (context) => context.decryptRecord(wrong(null))],
  ];
  for (const [what, expected, use] of uses) {
    it(`${what}, and the context stays usable`, async () => {
      using conversation = converse();
      const { client, server } = conversation;
      await refusedWithoutCall(expected, () => use(client));
      exchangeMessages(client, server);
    });
  }

  it('query: an attribute that there is not', async () => {
    using conversation = converse();
    await refusedWithoutCall(value, () => conversation.client.query(wrong<'names'>('toString')));
  });

  it('AccessToken.fromHandle: what cannot be a handle', async () => {
    for (const handle of [4, '4', undefined]) {
      await refusedWithoutCall(type, () => AccessToken.fromHandle(wrong<bigint>(handle)));
    }
    for (const handle of [0n, -4n, 5n, 0xfffffffcn, 2n ** 64n]) {
      await refusedWithoutCall(range, () => AccessToken.fromHandle(handle));
    }
  });

  it('AccessToken.fromHandle: options', async () => {
    await refusedWithoutCall(type, () => AccessToken.fromHandle(4n, wrong<object>('leave')));
    await refusedWithoutCall(value, () =>
      AccessToken.fromHandle(4n, { ownership: wrong<'leave'>('borrow') }),
    );
  });

  it('AccessToken.ofProcess and ofThread', async () => {
    for (const open of [AccessToken.ofProcess, AccessToken.ofThread]) {
      await refusedWithoutCall(type, () => open(wrong<object>(8)));
      await refusedWithoutCall(type, () => open({ access: wrong<number>('QUERY') }));
      await refusedWithoutCall(range, () => open({ access: -1 }));
    }
  });

  it('AccessToken.groups, impersonate; SecurityContext.impersonate', async () => {
    using conversation = converse();
    using token = conversation.server.openAccessTokenSync();
    await refusedWithoutCall(type, () => token.groups(wrong<object>(true)));
    await refusedWithoutCall(type, () => token.groups({ accounts: wrong<boolean>(1) }));
    await refusedWithoutCall(type, () => token.groupsSync({ accounts: wrong<boolean>('') }));
    for (const impersonator of [token, conversation.server]) {
      for (const action of [undefined, null, {}, 'function', Promise.resolve()]) {
        await refusedWithoutCall(type, () => impersonator.impersonate(wrong<() => string>(action)));
      }
    }
  });

  it('AccessToken.duplicateTo and duplicate', async () => {
    using conversation = converse();
    using exported = conversation.server.exportSync({ flags: 0 });
    const { accessToken } = exported;
    assert.ok(accessToken);
    await refusedWithoutCall(type, () => accessToken.duplicateTo(wrong<number>('1234')));
    await refusedWithoutCall(range, () => accessToken.duplicateTo(1.5));
    await refusedWithoutCall(range, () => accessToken.duplicateTo(process.pid, { access: -1 }));
    await refusedWithoutCall(value, () =>
      accessToken.duplicate({
        type: wrong<'primary'>('secondary'),
        impersonationLevel: 'anonymous',
      }),
    );
    await refusedWithoutCall(value, () =>
      accessToken.duplicate({ impersonationLevel: wrong<'anonymous'>('all of it') }),
    );
  });

  it('probeExport: what it would acquire credentials with', async () => {
    await refusedWithoutCall(type, () => probeExport(wrong<string>(7)));
    await refusedWithoutCall(value, () => probeExport(''));
    await refusedWithoutCall(type, () => probeExport(packageName, wrong<object>('alice')));
    const identity = { user: 'alice', password: 'x', domain: wrong<string>(7) };
    await refusedWithoutCall(type, () => probeExport('Negotiate', { identity }));
  });

  it('and the message says what was wrong, without what was received', () => {
    const password = wrong<string>(['hunter2']);
    assert.throws(
      () =>
        Credentials.acquireSync({
          packageName,
          use: 'both',
          identity: { user: 'alice', password },
        }),
      (error: Error) => {
        assert.match(
          error.message,
          /"options.identity.password" argument must be a string or a Uint8Array/,
        );
        assert.doesNotMatch(error.message, /hunter2/);
        return true;
      },
    );
  });
});
