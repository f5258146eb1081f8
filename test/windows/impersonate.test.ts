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
  describeWithReferencePackage(`${kind}.impersonate`, () => {
    let impersonator: Impersonator;

    beforeEach(() => {
      impersonator = newImpersonator();
    });

    afterEach(() => {
      impersonator.dispose();
      assert.equal(threadPrivileges(), null);
    });

    it('acts as the user within the function, and no longer', () => {
      using own = AccessToken.ofProcess();
      assert.ok(own.privilegesSync().length > clientsPrivileges.length);
      assert.equal(threadPrivileges(), null);
      assert.deepEqual(impersonator.impersonate(threadPrivileges), clientsPrivileges);
      assert.equal(threadPrivileges(), null);
    });

    it('gives what the function returns, and calls it once, with nothing', () => {
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

    it('rethrows what the function throws, the very same, and has reverted', () => {
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

    it('refuses a promise, once it has reverted', async () => {
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

    it('refuses an async function, and runs nothing of it', () => {
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

    it('what the function leaves for later runs as the process', async () => {
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

    it('nests: each level comes back to the one around it', () => {
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

    it('reverts although the function has disposed of it', () => {
      impersonator.impersonate(() => {
        impersonator.dispose();
        assert.deepEqual(threadPrivileges(), clientsPrivileges);
      });
      assert.equal(threadPrivileges(), null);
      assert.throws(() => impersonator.impersonate(() => 'called'), { code: 'ERR_SSPI_DISPOSED' });
    });

    it('leaves no handle open over 1,000 rounds', async () => {
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
