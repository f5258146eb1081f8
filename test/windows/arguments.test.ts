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

/** Passes a value whose type TypeScript does not allow. */
function wrong<Type>(value: unknown): Type {
  return value as Type;
}

const type = { name: 'TypeError', code: 'ERR_INVALID_ARG_TYPE' };
const value = { name: 'TypeError', code: 'ERR_INVALID_ARG_VALUE' };
const range = { name: 'RangeError', code: 'ERR_OUT_OF_RANGE' };

describeWithReferencePackage('Before any system call', () => {
  async function assertRefused(expected: object, action: () => unknown): Promise<void> {
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
    ['missing options', type, undefined],
    ['a package name that is a number', type, { packageName: 7, use: 'inbound' }],
    ['an empty package name', value, { packageName: '', use: 'inbound' }],
    ['a package name with a NUL', value, { packageName: 'Kerberos\0', use: 'inbound' }],
    ['an unknown use', value, { packageName, use: 'sideways' }],
    ['an identity that is a string', type, { packageName, use: 'both', identity: 'alice' }],
    ['an identity without a password', type, { packageName, use: 'both', identity: { user: 'a' } }],
  ];
  for (const [argument, expected, options] of acquisitions) {
    it(`Credentials.acquire() refuses ${argument}`, async () => {
      await assertRefused(expected, () => Credentials.acquire(wrong<AcquireOptions>(options)));
      await assertRefused(expected, () => Credentials.acquireSync(wrong<AcquireOptions>(options)));
    });
  }

  it('a new context refuses credentials of another type', async () => {
    for (const credentials of [undefined, {}, 'credentials', 42]) {
      const options = wrong<{ credentials: Credentials }>({ credentials });
      await assertRefused(type, () => new ClientSecurityContext(options));
      await assertRefused(type, () => new ServerSecurityContext(options));
    }
  });

  it('a new context refuses channel bindings that are null', async () => {
    using credentials = acquire('both');
    const options = wrong<{ credentials: Credentials }>({ credentials, channelBindings: null });
    await assertRefused(type, () => new ClientSecurityContext(options));
    await assertRefused(type, () => new ServerSecurityContext(options));
  });

  it('step() refuses a token that is not bytes', async () => {
    using server = newServer();
    for (const token of [undefined, 'token', {}, [1, 2], 7]) {
      await assertRefused(type, () => server.step(wrong<Buffer>(token)));
      await assertRefused(type, () => server.stepSync(wrong<Buffer>(token)));
    }
  });

  const exports: [string, object, unknown][] = [
    ['options that are a number', type, 2],
    ['flags that are a string', type, { flags: 'DELETE_OLD' }],
    ['negative flags', range, { flags: -1 }],
    ['flags beyond 32 bits', range, { flags: 2 ** 32 }],
    ['flags with a fraction', range, { flags: 1.5 }],
    ['an accessToken option that is not a boolean', type, { accessToken: 1 }],
  ];
  for (const [argument, expected, options] of exports) {
    it(`export() refuses ${argument}, and the context stays usable`, async () => {
      using conversation = converse();
      const { client, server } = conversation;
      await assertRefused(expected, () => server.export(wrong<ExportOptions>(options)));
      await assertRefused(expected, () => server.exportSync(wrong<ExportOptions>(options)));
      exchangeMessages(client, server);
    });
  }

  const bytes = Buffer.from('bytes');
  const imports: [string, object, unknown][] = [
    ['missing options', type, undefined],
    ['a packed context in hex', type, { packageName, packedContext: '00ff' }],
    [
      'a packed context that is an ArrayBuffer',
      type,
      { packageName, packedContext: new ArrayBuffer(4) },
    ],
    ['a missing package name', type, { packedContext: bytes }],
    ['an empty package name', value, { packageName: '', packedContext: bytes }],
    [
      'a buffer type that is a string',
      type,
      { packageName, packedContext: bytes, bufferType: '2' },
    ],
    [
      'a token that is a handle value',
      type,
      { packageName, packedContext: bytes, accessToken: 4n },
    ],
    [
      'a token that is a plain object',
      type,
      { packageName, packedContext: bytes, accessToken: {} },
    ],
  ];
  for (const [argument, expected, options] of imports) {
    it(`import() refuses ${argument}`, async () => {
      await assertRefused(expected, () => SecurityContext.import(wrong<ImportOptions>(options)));
      await assertRefused(expected, () =>
        SecurityContext.importSync(wrong<ImportOptions>(options)),
      );
    });
  }

  it('import() refuses a disposed token', async () => {
    using conversation = converse();
    using exported = conversation.server.exportSync({ flags: 0 });
    exported.accessToken?.dispose();
    await assertRefused({ code: 'ERR_SSPI_DISPOSED' }, () => SecurityContext.importSync(exported));
  });

  const message = { trailer: bytes, data: bytes };
  const uses: [string, string, object, (context: SecurityContext) => unknown][] = [
    ['sign', 'a string', type, (context) => context.sign(wrong('text'))],
    ['sign', 'a negative quality', range, (context) => context.sign(bytes, -1)],
    ['verify', 'a string as signature', type, (context) => context.verify(bytes, wrong('text'))],
    ['verify', 'a missing message', type, (context) => context.verify(wrong(undefined), bytes)],
    ['encrypt', 'a string', type, (context) => context.encrypt(wrong('text'))],
    [
      'encrypt',
      'a quality that is a string',
      type,
      (context) => context.encrypt(bytes, wrong('0')),
    ],
    ['wrap', 'an array', type, (context) => context.wrap(wrong([1, 2]))],
    ['wrap', 'a quality beyond 32 bits', range, (context) => context.wrap(bytes, 2 ** 32)],
    ['unwrap', 'a string', type, (context) => context.unwrap(wrong('text'))],
    ['unwrap', 'other typed arrays', type, (context) => context.unwrap(wrong(new Uint16Array(4)))],
    ['unwrap', 'invalid options', type, (context) => context.unwrap(bytes, wrong(true))],
    ['decrypt', 'an empty object', type, (context) => context.decrypt(wrong({}))],
    ['decrypt', 'null', type, (context) => context.decrypt(wrong(null))],
    ['decrypt', 'missing data', type, (context) => context.decrypt(wrong({ trailer: bytes }))],
    [
      'decrypt',
      'an acceptUnencrypted option that is not a boolean',
      type,
      (context) => context.decrypt(message, { acceptUnencrypted: wrong(1) }),
    ],
    ['encryptInPlace', 'bytes', type, (context) => context.encryptInPlace(wrong(bytes))],
    [
      'encryptInPlace',
      'padding that is a string',
      type,
      (context) => context.encryptInPlace({ ...message, padding: wrong('') }),
    ],
    [
      'encryptInPlace',
      'a fractional quality',
      range,
      (context) => context.encryptInPlace(message, 0.5),
    ],
    ['decryptInPlace', 'bytes', type, (context) => context.decryptInPlace(wrong(bytes))],
    ['encryptRecord', 'a string', type, (context) => context.encryptRecord(wrong('text'))],
    ['decryptRecord', 'null', type, (context) => context.decryptRecord(wrong(null))],
  ];
  for (const [method, argument, expected, use] of uses) {
    it(`${method}() refuses ${argument}, and the context stays usable`, async () => {
      using conversation = converse();
      const { client, server } = conversation;
      await assertRefused(expected, () => use(client));
      exchangeMessages(client, server);
    });
  }

  it('query() refuses an unknown attribute', async () => {
    using conversation = converse();
    await assertRefused(value, () => conversation.client.query(wrong<'names'>('toString')));
  });

  it('AccessToken.fromHandle() refuses values that cannot be a handle', async () => {
    for (const handle of [4, '4', undefined]) {
      await assertRefused(type, () => AccessToken.fromHandle(wrong<bigint>(handle)));
    }
    for (const handle of [0n, -4n, 5n, 0xfffffffcn, 2n ** 64n]) {
      await assertRefused(range, () => AccessToken.fromHandle(handle));
    }
  });

  it('AccessToken.fromHandle() refuses invalid options', async () => {
    await assertRefused(type, () => AccessToken.fromHandle(4n, wrong<object>('leave')));
    await assertRefused(value, () =>
      AccessToken.fromHandle(4n, { ownership: wrong<'leave'>('borrow') }),
    );
  });

  it('AccessToken.ofProcess() and ofThread() refuse invalid options', async () => {
    for (const open of [AccessToken.ofProcess, AccessToken.ofThread]) {
      await assertRefused(type, () => open(wrong<object>(8)));
      await assertRefused(type, () => open({ access: wrong<number>('QUERY') }));
      await assertRefused(range, () => open({ access: -1 }));
    }
  });

  it('groups(), isMember() and impersonate() refuse invalid arguments', async () => {
    using conversation = converse();
    using token = conversation.server.openAccessTokenSync();
    await assertRefused(type, () => token.isMember(wrong<string>(544)));
    await assertRefused(type, () => token.groups(wrong<object>(true)));
    await assertRefused(type, () => token.groups({ accounts: wrong<boolean>(1) }));
    await assertRefused(type, () => token.groupsSync({ accounts: wrong<boolean>('') }));
    for (const impersonator of [token, conversation.server]) {
      for (const action of [undefined, null, {}, 'function', Promise.resolve()]) {
        await assertRefused(type, () => impersonator.impersonate(wrong<() => string>(action)));
      }
    }
  });

  it('AccessToken.duplicateTo() and duplicate() refuse invalid arguments', async () => {
    using conversation = converse();
    using exported = conversation.server.exportSync({ flags: 0 });
    const { accessToken } = exported;
    assert.ok(accessToken);
    await assertRefused(type, () => accessToken.duplicateTo(wrong<number>('1234')));
    await assertRefused(range, () => accessToken.duplicateTo(1.5));
    await assertRefused(range, () => accessToken.duplicateTo(process.pid, { access: -1 }));
    await assertRefused(value, () =>
      accessToken.duplicate({
        type: wrong<'primary'>('secondary'),
        impersonationLevel: 'anonymous',
      }),
    );
    await assertRefused(value, () =>
      accessToken.duplicate({ impersonationLevel: wrong<'anonymous'>('all of it') }),
    );
  });

  it('probeExport() refuses an invalid package name, options and identity', async () => {
    await assertRefused(type, () => probeExport(wrong<string>(7)));
    await assertRefused(value, () => probeExport(''));
    await assertRefused(type, () => probeExport(packageName, wrong<object>('alice')));
    const identity = { user: 'alice', password: 'x', domain: wrong<string>(7) };
    await assertRefused(type, () => probeExport('Negotiate', { identity }));
  });

  it('Credentials.acquireSync() names the argument in its message, but not the received value', () => {
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
