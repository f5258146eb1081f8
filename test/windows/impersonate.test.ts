import assert from 'node:assert/strict';

import { AccessToken, openHandles } from 'sspi-handoff';

import { handlesLost } from './support/losses';
import { converse, describeWithReferencePackage } from './support/reference-package';
import { clientsPrivileges, threadPrivileges } from './support/thread-privileges';
import { names, observe } from './support/win32-probe';

interface Impersonator {
  dispose(): void;
  impersonate(action: () => unknown): unknown;
}

const impersonators: [string, () => Impersonator][] = [
  [
    'AccessToken',
    () => {
      using conversation = converse();
      return conversation.server.openAccessTokenSync();
    },
  ],
  [
    'SecurityContext',
    () => {
      const { client, server } = converse();
      client.dispose();
      return server;
    },
  ],
];

for (const [kind, newImpersonator] of impersonators) {
  describeWithReferencePackage(`${kind}.impersonate()`, () => {
    let impersonator: Impersonator;

    beforeEach(() => {
      impersonator = newImpersonator();
    });

    afterEach(() => {
      impersonator.dispose();
      assert.equal(threadPrivileges(), null);
    });

    it('impersonates the user only during the function', () => {
      using own = AccessToken.ofProcess();
      assert.ok(own.privilegesSync().length > clientsPrivileges.length);
      assert.equal(threadPrivileges(), null);
      assert.deepEqual(impersonator.impersonate(threadPrivileges), clientsPrivileges);
      assert.equal(threadPrivileges(), null);
    });

    it("returns the function's result and calls it once, without arguments", () => {
      const received: unknown[][] = [];
      for (const value of [undefined, null, 0, 'text', 7n, { then: 'no function' }, [1]]) {
        const returned = impersonator.impersonate(function (this: unknown, ...args: unknown[]) {
          received.push([this, ...args]);
          return value;
        });
        assert.equal(returned, value);
      }
      assert.deepEqual(received, Array(7).fill([undefined]));
    });

    it('reverts and rethrows the same value that the function throws', () => {
      for (const thrown of [new RangeError('of the function'), 'text', 7, null, undefined, {}]) {
        let caught: unknown = 'nothing';
        try {
          impersonator.impersonate(() => {
            throw thrown; // eslint-disable-line @typescript-eslint/only-throw-error
          });
        } catch (error) {
          assert.equal(threadPrivileges(), null);
          caught = error;
        }
        assert.equal(caught, thrown);
      }
    });

    it('reverts and then refuses a promise', async () => {
      let within: string[] | null = null;
      let seenByThen: string[] | null = clientsPrivileges;
      const results = [
        () => Promise.resolve(),
        () => ({
          get then() {
            seenByThen = threadPrivileges();
            return () => undefined;
          },
        }),
        () => Object.assign(() => undefined, { then: () => undefined }),
      ];
      for (const result of results) {
        assert.throws(
          () =>
            impersonator.impersonate(() => {
              within = threadPrivileges();
              return result();
            }),
          { name: 'TypeError', code: 'ERR_INVALID_RETURN_VALUE', message: /synchronous/ },
        );
        assert.deepEqual(within, clientsPrivileges);
        assert.equal(threadPrivileges(), null);
      }
      assert.equal(seenByThen, null);
      await Promise.resolve();
    });

    it('refuses an async function without calling it', () => {
      let ran = false;
      const calls = observe(() => {
        assert.throws(
          () =>
            impersonator.impersonate(async () => {
              ran = true;
              await Promise.resolve();
            }),
          { name: 'TypeError', code: 'ERR_INVALID_ARG_VALUE' },
        );
      });
      assert.deepEqual(names(calls), []);
      assert.equal(ran, false);
    });

    it('does not impersonate during promise callbacks that the function scheduled', async () => {
      let later: string[] | null | undefined;
      let promise: Promise<void> | undefined;
      impersonator.impersonate(() => {
        promise = Promise.resolve().then(() => {
          later = threadPrivileges();
        });
      });
      await promise;
      assert.equal(later, null);
    });

    it('nests: each level reverts to the outer level', () => {
      using own = AccessToken.ofProcess();
      using other = own.duplicate({ type: 'impersonation' });
      const ownPrivileges = own.privilegesSync().map(({ name }) => name);

      impersonator.impersonate(() => {
        other.impersonate(() => {
          assert.deepEqual(threadPrivileges(), ownPrivileges);
          assert.deepEqual(impersonator.impersonate(threadPrivileges), clientsPrivileges);
          assert.throws(() =>
            impersonator.impersonate(() => {
              throw new Error('in the innermost');
            }),
          );
          assert.deepEqual(threadPrivileges(), ownPrivileges);
        });
        assert.deepEqual(threadPrivileges(), clientsPrivileges);
      });
      assert.equal(threadPrivileges(), null);
    });

    it('nests in itself', () => {
      impersonator.impersonate(() => {
        impersonator.impersonate(() => {
          assert.deepEqual(threadPrivileges(), clientsPrivileges);
        });
        assert.deepEqual(threadPrivileges(), clientsPrivileges);
      });
    });

    it('reverts even if the function disposes the object', () => {
      impersonator.impersonate(() => {
        impersonator.dispose();
        assert.deepEqual(threadPrivileges(), clientsPrivileges);
      });
      assert.equal(threadPrivileges(), null);
      assert.throws(() => impersonator.impersonate(() => 'called'), { code: 'ERR_SSPI_DISPOSED' });
    });

    it('leaves no handle open after 1,000 rounds', async () => {
      const open = openHandles();
      const lost = await handlesLost(() => {
        for (let round = 0; round < 1_000; round++) {
          impersonator.impersonate(() => impersonator.impersonate(() => undefined));
          assert.throws(() =>
            impersonator.impersonate(() => {
              throw new Error('of the function');
            }),
          );
        }
      });
      assert.equal(lost, 0);
      assert.deepEqual(openHandles(), open);
    });
  });
}
