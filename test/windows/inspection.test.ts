import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { MessageChannel } from 'node:worker_threads';

import {
  AccessToken,
  type ClientSecurityContext,
  type ContextOffer,
  type ImportedContext,
  IscReq,
  offerContext,
  SecurityContext,
} from 'sspi-handoff';

import {
  acquire,
  conversationOf,
  describeWithReferencePackage,
  identity,
  newClient,
  newServer,
  packageName,
} from './support/reference-package';

type Shown = Record<string, unknown>;

/**
 * A class, a function that makes an object of it, the facts that are shown, and the advice of its
 * DataCloneError.
 */
interface Example {
  readonly type: string;
  /** The name in test titles. The type by default. */
  readonly title?: string;
  make(): Promise<Disposable & { toJSON(): object }>;
  readonly shown: Shown;
  readonly advice: RegExp;
  /** The object's own properties. */
  readonly keys: readonly string[];
}

const client = (): ClientSecurityContext => newClient({ requirements: IscReq.INTEGRITY });

async function offered(): Promise<ContextOffer> {
  using other = client();
  const server = newServer();
  conversationOf(other, server);
  return await offerContext(server, { pid: process.pid });
}

async function reclaimed(): Promise<ImportedContext> {
  using offer = await offered();
  return await offer.reclaim();
}

function exported() {
  using conversation = conversationOf(client(), newServer());
  return conversation.server.exportSync();
}

function imported(): SecurityContext {
  using packed = exported();
  return SecurityContext.importSync(packed);
}

const examples: readonly Example[] = [
  {
    type: 'Credentials',
    make: () => Promise.resolve(acquire('outbound')),
    shown: { state: 'usable', packageName, use: 'outbound', maxTokenSize: Number, expiry: null },
    advice: /Credentials\.acquire\(\)/,
    keys: ['packageName', 'use', 'maxTokenSize'],
  },
  {
    type: 'ClientSecurityContext',
    make: () => Promise.resolve(client()),
    shown: {
      state: 'usable',
      packageName,
      role: 'client',
      complete: false,
      attributes: [],
      expiry: null,
      targetName: 'host/example',
    },
    advice: /sendContext\(\)/,
    keys: ['targetName'],
  },
  {
    type: 'ServerSecurityContext',
    make: () => {
      using other = client();
      const server = newServer();
      conversationOf(other, server);
      return Promise.resolve(server);
    },
    shown: {
      state: 'usable',
      packageName,
      role: 'server',
      complete: true,
      attributes: Array,
      expiry: Date,
    },
    advice: /sendContext\(\)/,
    keys: [],
  },
  {
    title: 'ImportedContext from SecurityContext.import()',
    type: 'ImportedContext',
    make: () => Promise.resolve(imported()),
    shown: { state: 'usable', packageName, role: 'server', attributes: Array, accessToken: Object },
    advice: /sendContext\(\)/,
    keys: ['accessToken', 'role', 'attributes'],
  },
  {
    type: 'ImportedContext',
    make: reclaimed,
    shown: { state: 'usable', packageName, role: 'server', attributes: Array, accessToken: Object },
    advice: /sendContext\(\)/,
    keys: ['accessToken', 'role', 'attributes'],
  },
  {
    type: 'AccessToken',
    make: () => Promise.resolve(AccessToken.ofProcess()),
    shown: { state: 'usable', type: 'primary', impersonationLevel: null },
    advice: /duplicateTo\(pid\) to AccessToken\.fromHandle\(\)/,
    keys: [],
  },
  {
    type: 'ContextOffer',
    make: offered,
    shown: { state: 'pending', packageName, ticket: String },
    advice: /offer\.ticket/,
    keys: ['ticket', 'adopted'],
  },
  {
    type: 'ExportedSecurityContext',
    make: () => Promise.resolve(exported()),
    shown: {
      packageName,
      negotiatedPackageName: packageName,
      importPackageName: packageName,
      bufferType: Number,
      packedBytes: Number,
      hasAccessToken: true,
    },
    advice: /sendContext\(\)/,
    keys: [
      'packageName',
      'negotiatedPackageName',
      'importPackageName',
      'packedContext',
      'bufferType',
      'accessToken',
    ],
  },
];

/** Compares the facts. A constructor in `expected` matches any value of that type. */
function assertShown(actual: object, expected: Shown): void {
  const types: unknown[] = [Array, Date, Number, Object, String];
  const simple = Object.fromEntries(
    Object.entries(actual).map(([name, value]: [string, unknown]) => {
      const type = (value as object | null)?.constructor;
      return [name, types.includes(expected[name]) && type === expected[name] ? type : value];
    }),
  );
  assert.deepEqual(simple, expected);
}

describeWithReferencePackage('Inspection:', () => {
  for (const { type, title = type, make, shown, advice, keys } of examples) {
    it(`toJSON() of ${title} returns public facts only`, async () => {
      using object = await make();
      const facts = object.toJSON() as Shown;
      assertShown(facts.accessToken === undefined ? facts : { ...facts, accessToken: {} }, shown);
      assert.equal(JSON.stringify(object), JSON.stringify(facts));
      assert.doesNotMatch(JSON.stringify(object), new RegExp(identity.user));
    });

    it(`console.log() of ${title} shows its name and the same facts`, async () => {
      using object = await make();
      assert.equal(inspect(object), `${type} ${inspect(object.toJSON(), { depth: 1 })}`);
      assert.equal(inspect([[[object]]]), `[ [ [ [${type}] ] ] ]`);
      assert.match(inspect({ object }, { depth: null }), new RegExp(`object: ${type} \\{`));
    });

    it(`Object.keys() and a spread of ${title} contain its public properties only`, async () => {
      using object = await make();
      const own = Object.keys(object).filter((key) => key !== 'uncloneable');
      assert.deepEqual(own, keys);
      assert.deepEqual(Object.keys({ ...object }), Object.keys(object));
    });

    it(`structuredClone() and postMessage() of ${title} throw an error with advice`, async () => {
      using object = await make();
      const { port1, port2 } = new MessageChannel();
      const error = (thrown: unknown) => {
        assert.ok(thrown instanceof DOMException);
        assert.equal(thrown.name, 'DataCloneError');
        assert.match(thrown.message, advice);
        assert.match(thrown.message, /cannot be cloned: /);
        return true;
      };
      for (const value of [object, { object }, [object]]) {
        assert.throws(() => structuredClone(value), error);
        assert.throws(() => {
          port1.postMessage(value);
        }, error);
      }
      port1.close();
      port2.close();
    });
  }

  it('console.log() and JSON show that an object is disposed', async () => {
    for (const { type, make } of examples) {
      if (type === 'ExportedSecurityContext') continue;
      const object = await make();
      object[Symbol.dispose]();
      assert.match(inspect(object), /state: 'disposed'/);
      assert.match(JSON.stringify(object), /"state":"disposed"/);
    }
  });

  it('console.log() shows that a context is exported', () => {
    using conversation = conversationOf(client(), newServer());
    conversation.server.exportSync().dispose();
    assert.match(inspect(conversation.server), /state: 'exported'/);
  });

  it('console.log() names the flags of a client as in IscRet, and the flags of a server as in AscRet', () => {
    using conversation = conversationOf(
      newClient({ requirements: IscReq.EXTENDED_ERROR | IscReq.INTEGRITY }),
      newServer(),
    );
    for (const context of [conversation.client, conversation.server]) {
      const { attributes } = context.toJSON();
      assert.ok(Array.isArray(attributes));
      assert.ok(attributes.includes('INTEGRITY'), inspect(context));
    }
  });
});
