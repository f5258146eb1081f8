import assert from 'node:assert/strict';
import { join } from 'node:path';

import * as sspi from 'sspi-handoff';

import { type Member, membersOf, withoutReceiver } from './support/class-members';
import { converse, describeWithReferencePackage } from './support/reference-package';

type NativeClass = (new () => object) & Record<string, Member>;

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
  ) as Record<'AccessToken' | 'Credentials' | 'Offer' | 'SecurityContext', NativeClass>;
  const { AccessToken, Credentials, Offer, SecurityContext } = addon;
  const none = new Uint8Array();
  const options = {
    targetName: 'target',
    requirements: 0,
    channelBindings: none,
    applicationProtocols: none,
  };

  const classes = [AccessToken, Credentials, Offer, SecurityContext];

  for (const type of classes) {
    it(`methods of ${type.name} refuse a \`this\` of another class and an empty object`, () => {
      const others = classes.filter((other) => other !== type);
      const empty = new type();
      for (const [method, member] of membersOf(type)) {
        for (const self of [undefined, {}, ...others.map((other) => new other())]) {
          assert.throws(() => member.call(self), TypeError, method);
        }
        if (method !== 'dispose') assert.throws(() => member.call(empty), Error, method);
      }
    });
  }

  it('createClient() and importSync() refuse a handle argument of another class', () => {
    for (const other of [{}, null, 7, new AccessToken(), new SecurityContext()]) {
      assert.throws(() => SecurityContext.createClient?.(other, options), /Credentials/);
    }
    for (const other of [{}, 7, new Credentials(), new SecurityContext()]) {
      assert.throws(
        () => SecurityContext.importSync?.('Kerberos', Buffer.alloc(4), 2, other),
        /AccessToken/,
      );
    }
  });

  it('static methods refuse arguments of the wrong type and do not crash', () => {
    for (const type of classes) {
      for (const name of Object.getOwnPropertyNames(type)) {
        const member: unknown = type[name];
        if (typeof member !== 'function') continue;
        for (const args of [[], [undefined], [{}, {}, {}, {}, {}], ['a', 'b', 'c', 'd', 'e']]) {
          assert.throws(() => (member as Member).apply(type, args), TypeError, name);
        }
      }
    }
  });
});
