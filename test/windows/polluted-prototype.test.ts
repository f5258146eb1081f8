import assert from 'node:assert/strict';

import {
  AccessToken,
  ClientSecurityContext,
  Credentials,
  ExportFlags,
  offerContext,
  onAccessToken,
  onContext,
  probeExport,
  SECQOP_WRAP_NO_ENCRYPT,
  SecurityContext,
  sendAccessToken,
  sendContext,
  ServerSecurityContext,
} from 'sspi-handoff';

import { failureOf } from './support/failed-handoff';
import { idleReceiver } from './support/public-functions';
import {
  acquire,
  converse,
  describeWithReferencePackage,
  exchangeMessages,
  identity,
  packageName,
} from './support/reference-package';

/** Keeps an object and disposes it after the test. */
type Own = <Type extends Disposable>(object: Type) => Type;

/** A function with its options, and a call whose result shows that the options are absent. */
interface Row {
  readonly name: string;
  readonly options: readonly string[];
  readonly required?: readonly string[];
  call(own: Own): unknown;
}

const soon = { expiresIn: 20 };
const notEncrypted = { code: 'ERR_SSPI_NOT_ENCRYPTED' };

const rows: readonly Row[] = [
  {
    name: 'Credentials.acquire()',
    options: ['principal', 'packageList'],
    call: async (own) => {
      own(await Credentials.acquire({ packageName, use: 'outbound', identity }));
    },
  },
  {
    name: 'Credentials.acquire() without an identity',
    options: ['identity'],
    call: async () => {
      await assert.rejects(Credentials.acquire({ packageName, use: 'outbound' }), {
        code: 'SEC_E_NO_CREDENTIALS',
      });
    },
  },
  {
    name: 'Credentials.acquire() with an identity',
    options: ['domain'],
    call: async (own) => {
      const { user, password } = identity;
      const options = { packageName, use: 'outbound', identity: { user, password } } as const;
      own(await Credentials.acquire(options));
    },
  },
  {
    name: 'ClientSecurityContext',
    options: [
      'targetName',
      'requirements',
      'requiredProtection',
      'channelBindings',
      'applicationProtocols',
    ],
    call: (own) => {
      const context = new ClientSecurityContext({ credentials: own(acquire('outbound')) });
      assert.equal(own(context).targetName, '');
    },
  },
  {
    name: 'ServerSecurityContext',
    options: [
      'requirements',
      'requiredProtection',
      'requiredImpersonationLevel',
      'channelBindings',
      'applicationProtocols',
    ],
    call: (own) => own(new ServerSecurityContext({ credentials: own(acquire('inbound')) })),
  },
  {
    name: 'export()',
    options: ['flags', 'accessToken', 'importPackageName'],
    call: async (own) => {
      const exported = own(await own(converse()).server.export());
      assert.ok(exported.accessToken);
    },
  },
  {
    name: 'import()',
    options: ['bufferType', 'accessToken', 'importPackageName'],
    call: (own) => {
      const exported = own(own(converse()).server.exportSync({ accessToken: false }));
      const { packedContext } = exported;
      return SecurityContext.import({ packageName, packedContext }).then(own);
    },
  },
  {
    name: 'decrypt(), decryptInPlace(), unwrap() and unwrapAll()',
    options: ['acceptUnencrypted', 'padding'],
    call: (own) => {
      const { client, server } = own(converse());
      const quality = SECQOP_WRAP_NO_ENCRYPT;
      const encrypt = () => {
        const { trailer, data } = client.encrypt(Buffer.from('signed'), quality);
        return { trailer, data };
      };
      assert.throws(() => server.decrypt(encrypt()), notEncrypted);
      assert.throws(() => server.decryptInPlace(encrypt()), notEncrypted);
      assert.throws(() => server.unwrap(client.wrap(Buffer.from('signed'), quality)), notEncrypted);
      const signed = client.wrapAll([Buffer.from('signed')], quality);
      assert.throws(() => server.unwrapAll(signed), notEncrypted);
    },
  },
  {
    name: 'groups()',
    options: ['accounts'],
    call: async (own) => {
      const [group] = await own(AccessToken.ofProcess()).groups();
      assert.ok(group?.account);
    },
  },
  {
    name: 'AccessToken.ofProcess(), ofThread() and fromHandle()',
    options: ['access', 'ownership'],
    call: (own) => {
      const token = own(AccessToken.ofProcess());
      assert.equal(AccessToken.ofThread(), null);
      own(AccessToken.fromHandle(token.duplicateTo(process.pid)));
    },
  },
  {
    name: 'duplicate()',
    options: ['access', 'type', 'impersonationLevel'],
    call: (own) => {
      assert.equal(own(own(AccessToken.ofProcess()).duplicate()).type, 'primary');
    },
  },
  {
    name: 'probeExport()',
    options: ['identity', 'targetName', 'allowNetwork'],
    call: async () => {
      const [trial] = await probeExport(packageName);
      assert.ok(trial);
    },
  },
  {
    name: 'offerContext()',
    options: ['expiresIn', 'tokenAccess', 'importPackageName'],
    call: async (own) => {
      const offer = own(await offerContext(own(converse()).server, { pid: process.pid }));
      own(await offer.reclaim());
    },
  },
  {
    name: 'sendContext()',
    options: ['socket', 'head', 'message', 'signal', 'tokenAccess', 'importPackageName'],
    call: async (own) => {
      const { server } = own(converse());
      const receiver = idleReceiver();
      const error = await failureOf(sendContext(receiver, server, soon));
      if (error.context !== undefined) own(error.context);
      assert.equal(error.code, 'ERR_HANDOFF_EXPIRED');
      const [envelope] = receiver.messages as [{ message?: unknown }];
      assert.equal(envelope.message, undefined);
    },
  },
  {
    name: 'sendContext() with a signal',
    options: ['expiresIn'],
    call: async (own) => {
      const { server } = own(converse());
      const abort = new AbortController();
      const sending = sendContext(idleReceiver(), server, { signal: abort.signal });
      abort.abort();
      const error = await failureOf(sending);
      if (error.context !== undefined) own(error.context);
      assert.equal(error.code, 'ERR_HANDOFF_WITHDRAWN');
    },
  },
  {
    name: 'sendAccessToken()',
    options: ['socket', 'head', 'message', 'signal', 'tokenAccess'],
    call: async (own) => {
      const sending = sendAccessToken(idleReceiver(), own(AccessToken.ofProcess()), soon);
      assert.equal((await failureOf(sending)).code, 'ERR_HANDOFF_EXPIRED');
    },
  },
  {
    name: 'onContext() and onAccessToken()',
    options: ['onFailure'],
    call: (own) => [own(onContext(() => undefined)), own(onAccessToken(() => undefined))],
  },
];

const requiredOptions: readonly [string, string, () => unknown][] = [
  ['Credentials.acquire()', 'packageName', () => Credentials.acquireSync({ use: 'both' } as never)],
  ['Credentials.acquire()', 'use', () => Credentials.acquireSync({ packageName } as never)],
  [
    'Credentials.acquire() with an identity',
    'user',
    () =>
      Credentials.acquireSync({ packageName, use: 'both', identity: { password: '' } as never }),
  ],
  [
    'Credentials.acquire() with an identity',
    'password',
    () => Credentials.acquireSync({ packageName, use: 'both', identity: { user: '' } as never }),
  ],
  ['ClientSecurityContext', 'credentials', () => new ClientSecurityContext({} as never)],
  ['ServerSecurityContext', 'credentials', () => new ServerSecurityContext({} as never)],
  [
    'import()',
    'packageName',
    () => SecurityContext.importSync({ packedContext: Buffer.of(1) } as never),
  ],
  ['import()', 'packedContext', () => SecurityContext.importSync({ packageName } as never)],
];

/** Pollutes Object.prototype until the call returns. By then the function has read its options. */
function polluted<Value>(name: string, value: unknown, call: () => Value): Value {
  assert.ok(!(name in Object.prototype));
  Object.defineProperty(Object.prototype, name, { value, configurable: true, writable: true });
  try {
    return call();
  } finally {
    Reflect.deleteProperty(Object.prototype, name);
  }
}

describeWithReferencePackage('A polluted Object.prototype', () => {
  for (const { name, options, call } of rows) {
    for (const option of options) {
      it(`does not set the option ${option} of ${name}`, async () => {
        const owned: Disposable[] = [];
        const own: Own = (object) => {
          owned.push(object);
          return object;
        };
        try {
          // No option accepts a symbol, so reading the polluted option causes an error.
          await polluted(option, Symbol('polluted'), () => call(own));
        } finally {
          for (const each of owned.reverse()) each[Symbol.dispose]();
        }
      });
    }
  }

  for (const [name, option, call] of requiredOptions) {
    it(`does not replace the missing option ${option} of ${name}`, () => {
      using credentials = acquire('both');
      const valid: Record<string, unknown> = {
        packageName,
        use: 'both',
        user: 'alice',
        password: 'x',
        packedContext: Buffer.of(1),
        credentials,
      };
      assert.throws(() => polluted(option, valid[option], call), {
        code: /^ERR_INVALID_ARG_(TYPE|VALUE)$/,
      });
    });
  }

  it('does not make unwrap() accept a signed message through acceptUnencrypted', () => {
    using conversation = converse();
    const { client, server } = conversation;
    const signed = client.wrap(Buffer.from('signed'), SECQOP_WRAP_NO_ENCRYPT);
    assert.throws(
      () => polluted('acceptUnencrypted', true, () => server.unwrap(signed)),
      notEncrypted,
    );
    exchangeMessages(client, server);
  });

  it('does not make export() keep the context', () => {
    using conversation = converse();
    const { server } = conversation;
    polluted('flags', 0, () => server.exportSync()).dispose();
    assert.throws(() => server.exportSync({ flags: ExportFlags.DELETE_OLD }), {
      code: 'ERR_SSPI_CONTEXT_EXPORTED',
    });
  });

  it('does not stop options from being read from a class instance or from an own prototype', () => {
    class Options {
      get access(): number {
        return -1;
      }
    }
    for (const options of [new Options(), Object.create({ access: -1 }) as object]) {
      assert.throws(() => AccessToken.ofProcess(options), { code: 'ERR_OUT_OF_RANGE' });
    }
    const bare = Object.assign(Object.create(null) as object, { access: -1 });
    assert.throws(() => AccessToken.ofProcess(bare), { code: 'ERR_OUT_OF_RANGE' });
  });
});
