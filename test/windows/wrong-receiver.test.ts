import assert from 'node:assert/strict';
import { join } from 'node:path';

import * as sspi from 'sspi-handoff';

import { membersOf, withoutReceiver } from './support/class-members';
import {
  converse,
  describeWithReferencePackage,
  identity,
  packageName,
} from './support/reference-package';
import { probe } from './support/win32-probe';

/** The functions of the addon for one class. */
type NativeFunctions = Readonly<Record<string, (...args: unknown[]) => unknown>>;

function valueOf(outcome: unknown): object {
  return (outcome as { value: object }).value;
}

describeWithReferencePackage('A method called with a wrong `this` value throws TypeError:', () => {
  const classes = [
    sspi.AccessToken,
    sspi.ClientSecurityContext,
    sspi.ContextOffer,
    sspi.Credentials,
    sspi.SecurityContext,
    sspi.ServerSecurityContext,
  ] as const;
  const bytes = Buffer.from('bytes');

  for (const type of classes) {
    for (const [name, member] of membersOf(type)) {
      if (withoutReceiver.includes(name)) continue;
      it(`${type.name}.prototype.${name}`, async () => {
        using conversation = converse();
        for (const self of [undefined, {}, Object.create(type.prototype) as object, bytes]) {
          await assert.rejects(async () => {
            await member.call(self, bytes);
          }, TypeError);
        }
        assert.ok(conversation.client.complete);
      });
    }
  }
});

describeWithReferencePackage('The addon, called without the TypeScript layer:', () => {
  const addon = require(
    join(__dirname, '../../../prebuilds', `win32-${process.arch}`, 'sspi-handoff.node'),
  ) as Readonly<Record<string, NativeFunctions>>;
  const none = new Uint8Array();
  const options = {
    targetName: 'target',
    requirements: 0,
    channelBindings: none,
    applicationProtocols: none,
  };
  const acquire = { packageName, use: 3, principal: '', packageList: '', identity };

  const classNames = ['AccessToken', 'Credentials', 'Offer', 'Process', 'SecurityContext'] as const;
  type ClassName = (typeof classNames)[number];

  /** Functions whose first argument is not an object of their class. */
  const makers =
    /^(adopt|copy|ofProcess|ofThread|acquire|ofContext|ofAccessToken|open|openParent|create.*|import)(Sync)?$/;
  const call = (name: ClassName, method: string, ...args: unknown[]) =>
    addon[name]?.[method]?.(...args);
  const methodsOf = (name: ClassName) =>
    Object.keys(addon[name] ?? {}).filter((method) => !makers.test(method));

  const created: (readonly [ClassName, unknown])[] = [];

  /** Creates one native object of each class, except an Offer. */
  function createObjects() {
    const credentials = valueOf(call('Credentials', 'acquireSync', acquire));
    const objects = [
      ['SecurityContext', call('SecurityContext', 'createClient', credentials, options)],
      ['AccessToken', valueOf(call('AccessToken', 'ofProcess', 8))],
      ['Credentials', credentials],
      ['Process', valueOf(call('Process', 'open', process.pid))],
    ] as const;
    created.push(...objects);
    return new Map<ClassName, unknown>(objects);
  }

  afterEach(() => {
    for (const [name, object] of created.splice(0)) call(name, 'dispose', object);
  });

  for (const name of classNames) {
    it(`functions of ${name} refuse objects of other classes, forged Externals and other values`, () => {
      const objects = createObjects();
      objects.delete(name);
      const wrong = [undefined, null, {}, 7, probe.makeExternal(), ...objects.values()];
      assert.ok(wrong.length >= 8);
      assert.notEqual(methodsOf(name).length, 0);
      for (const method of methodsOf(name)) {
        for (const value of wrong)
          assert.throws(() => call(name, method, value), TypeError, method);
      }
    });
  }

  for (const name of ['AccessToken', 'Credentials', 'Process', 'SecurityContext'] as const) {
    it(`functions of ${name} refuse a disposed object`, () => {
      const object = createObjects().get(name);
      call(name, 'dispose', object);
      call(name, 'dispose', object);
      for (const method of methodsOf(name)) {
        if (method === 'dispose') continue;
        assert.throws(() => call(name, method, object, 'names'), Error, method);
      }
    });
  }

  it('createClient() and importSync() refuse a handle argument of another class', () => {
    const { createClient, importSync } = addon.SecurityContext ?? {};
    const objects = createObjects();
    for (const other of [{}, null, 7, objects.get('AccessToken'), probe.makeExternal()]) {
      assert.throws(() => createClient?.(other, options), /Credentials/);
    }
    for (const other of [{}, 7, objects.get('Credentials'), probe.makeExternal()]) {
      assert.throws(() => importSync?.('Kerberos', Buffer.alloc(4), 2, other), /AccessToken/);
    }
  });

  it('functions of SecurityContext refuse memory that is too small for their results', () => {
    const objects = createObjects();
    const context = objects.get('SecurityContext');
    const room = Buffer.alloc(
      Number(call('Credentials', 'maxTokenSize', objects.get('Credentials'))),
    );
    const message = Buffer.alloc(16);
    for (const [method, ...args] of [
      ['encrypt', message, Buffer.alloc(31), 16, 0, new Uint32Array(4)],
      ['unwrap', message, Buffer.alloc(15), new Uint32Array(3)],
      ['wrapAll', [message], Buffer.alloc(15), new Uint32Array(3)],
      ['wrapAll', [message], Buffer.alloc(16), new Uint32Array(2)],
      ['unwrapAll', [message, message], Buffer.alloc(31), new Uint32Array(6)],
      ['unwrapAll', [message, message], Buffer.alloc(32), new Uint32Array(5)],
      ['stepSync', null, room, new Uint32Array(5)],
    ] as const) {
      assert.throws(() => call('SecurityContext', method, context, ...args), /native function/);
    }
  });

  it('all functions refuse arguments of the wrong type and do not crash', () => {
    for (const name of classNames) {
      for (const method of Object.keys(addon[name] ?? {})) {
        for (const args of [[], [undefined], [{}, {}, {}, {}, {}], ['a', 'b', 'c', 'd', 'e']]) {
          assert.throws(() => call(name, method, ...args), TypeError, method);
        }
      }
    }
  });
});
