import assert from 'node:assert/strict';

import {
  AccessToken,
  Credentials,
  endPointBindings,
  flagNames,
  GroupAttributes,
  SecurityContext,
} from 'sspi-handoff';

import { publicFunctions } from './support/public-functions';
import { describeWithReferencePackage } from './support/reference-package';

const wrongValues: readonly [string, unknown][] = [
  ['undefined', undefined],
  ['null', null],
  ['a number', 7],
  ['a string', 'text'],
  ['{}', {}],
  ['[]', []],
];

const anyOptions = ['undefined', '{}'];
const anySum = ['undefined', 'a number'];

/** The values that each argument accepts. */
const acceptable: Readonly<Record<string, readonly (readonly string[])[]>> = {
  'AccessToken#duplicate': [anyOptions],
  'AccessToken#duplicateTo': [['a number'], anyOptions],
  'AccessToken.fromHandle': [[], anyOptions],
  'AccessToken.ofProcess': [anyOptions],
  'AccessToken.ofThread': [anyOptions],
  'HandshakeContext#step': [['undefined', 'null']],
  'HandshakeContext#stepSync': [['undefined', 'null']],
  'SecurityContext#decrypt': [[], anyOptions],
  'SecurityContext#decryptInPlace': [[], anyOptions],
  'SecurityContext#encrypt': [[], anySum],
  'SecurityContext#encryptInPlace': [[], anySum],
  'SecurityContext#sign': [[], anySum],
  'SecurityContext#unwrap': [[], anyOptions],
  'SecurityContext#unwrapAll': [['[]'], anyOptions],
  'SecurityContext#wrap': [[], anySum],
  'SecurityContext#wrapAll': [['[]'], anySum],
  'QueryableToken#groups': [anyOptions],
  'QueryableToken#groupsSync': [anyOptions],
  'SecurityContext#export': [anyOptions],
  'SecurityContext#exportSync': [anyOptions],
  adoptContext: [['a string']],
  flagNames: [['{}'], ['a number']],
  'new SspiError': [['a string'], ['a number']],
  'new WindowsError': [['a string'], ['a number']],
  offerContext: [[], [], anyOptions],
  onAccessToken: [[], anyOptions],
  onContext: [[], anyOptions],
  probeExport: [['a string'], anyOptions],
  querySecurityPackageInfo: [['a string']],
  querySecurityPackageInfoSync: [['a string']],
  sendAccessToken: [[], [], anyOptions],
  sendContext: [[], [], anyOptions],
  setThreadPoolSize: [['a number']],
};

const codes = ['ERR_INVALID_ARG_TYPE', 'ERR_INVALID_ARG_VALUE', 'ERR_OUT_OF_RANGE'];

describeWithReferencePackage('Wrong arguments:', () => {
  for (const { name, takesArguments, prepare } of publicFunctions()) {
    if (!takesArguments) continue;
    it(`${name} refuses each wrong argument with a code and a sentence`, async () => {
      await using prepared = await prepare();
      const { validArguments } = prepared;
      for (const position of validArguments.keys()) {
        for (const [what, value] of wrongValues) {
          if (acceptable[name]?.[position]?.includes(what) === true) continue;
          await assert.rejects(
            async () => {
              await prepared.call(
                validArguments.map((valid, at) => (at === position ? value : valid)),
              );
            },
            (error: NodeJS.ErrnoException) => {
              assert.ok(codes.includes(error.code ?? ''), error.stack);
              assert.match(error.message, /^The ".+" argument must .+/);
              return true;
            },
            `${name}, argument ${String(position)}: ${what}`,
          );
        }
      }
    });
  }

  it('AccessToken.fromHandle() states the largest handle value', () => {
    for (const handle of [0x80000000n, 0n, 6n]) {
      assert.throws(() => AccessToken.fromHandle(handle), {
        code: 'ERR_OUT_OF_RANGE',
        message:
          'The "handle" argument must be a handle value: a multiple of 4 from 4 to 2147483644 ' +
          `(0x7ffffffc). Received ${String(handle)}`,
      });
    }
  });

  it('AccessToken.fromHandle() explains how to read hexadecimal text', () => {
    assert.throws(() => AccessToken.fromHandle('4b8' as unknown as bigint), {
      code: 'ERR_INVALID_ARG_TYPE',
      message: /pass BigInt\('0x' \+ header\)/,
    });
  });

  it('endPointBindings() refuses bytes that are not a certificate', () => {
    assert.throws(() => endPointBindings(Buffer.from('not a certificate')), {
      name: 'TypeError',
      code: 'ERR_INVALID_ARG_VALUE',
      message: 'The "certificate" argument must be an X.509 certificate, as DER or PEM.',
    });
  });

  it('flagNames() accepts a sum that `|` has made negative', () => {
    const sum = GroupAttributes.ENABLED | GroupAttributes.LOGON_ID;
    assert.ok(sum < 0);
    assert.deepEqual(flagNames(GroupAttributes, sum), ['ENABLED', 'LOGON_ID']);
  });

  it('flagNames() refuses sums and flags of more than 32 bits', () => {
    assert.throws(() => flagNames({}, 2 ** 32), { code: 'ERR_OUT_OF_RANGE' });
    assert.throws(() => flagNames({}, -(2 ** 31) - 1), { code: 'ERR_OUT_OF_RANGE' });
    assert.throws(() => flagNames({ A: 0.5 }, 1), { code: 'ERR_OUT_OF_RANGE' });
  });

  it('endPointBindings() reports an object without a class name as "an object"', () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    for (const value of [proxy, Object.create(null)]) {
      assert.throws(() => endPointBindings(value as Uint8Array), {
        code: 'ERR_INVALID_ARG_TYPE',
        message: /Received an object$/,
      });
    }
  });
});

describeWithReferencePackage('Constructors that are not public:', () => {
  for (const type of [AccessToken, Credentials, SecurityContext]) {
    it(`new ${type.name} throws an error about its missing public constructor`, () => {
      for (const args of [[], [undefined], [null], [7]]) {
        assert.throws(() => Reflect.construct(type as unknown as NewableFunction, args), {
          name: 'TypeError',
          code: 'ERR_ILLEGAL_CONSTRUCTOR',
          message: new RegExp(`^${type.name} has no public constructor\\.`),
        });
      }
    });
  }
});
