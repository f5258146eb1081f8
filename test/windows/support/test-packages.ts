import assert from 'node:assert/strict';

import { enumerateSecurityPackagesSync, type Identity } from 'sspi-handoff';

import { surroundings } from '../../built-in-packages/support/surroundings';

/** The abilities in which packages that export differ, each with the reason to skip its tests. */
const abilities = {
  /** export() without DELETE_OLD: the old context and the new one both continue. */
  copies: 'only moves contexts',
  /** export() with RESET_NEW: the new context starts again. */
  resets: 'cannot reset a context',
  /** export() of a server returns the client's access token. */
  returnsToken: 'returns no access token',
  /** A server needs more than one message, so that its context can be half-open. */
  hasHalfOpenServers: 'completes a server with its first message',
  /** A process can load another DLL of the same name instead. */
  canBeReplaced: 'is a library of Linux, in whose place no DLL can be loaded',
} as const;

type Ability = keyof typeof abilities;

/** A package that can export contexts. */
interface TestPackage {
  readonly name: string;
  readonly targetName: string;
  /** The identities of both sides; by default the saved ticket and the keytab. */
  readonly identity?: Required<Identity>;
  /** The client, as `query('names')` returns it. */
  readonly client: string;
  readonly can: Readonly<Record<Ability, boolean>>;
}

const identity = { user: 'alice', domain: 'EXAMPLE', password: 'correct horse' };

/** HandoffReference is in security-package/reference. */
const handoffReference: TestPackage = {
  name: 'HandoffReference',
  targetName: 'host/example',
  identity,
  client: `${identity.domain}\\${identity.user}`,
  can: {
    copies: true,
    resets: true,
    returnsToken: true,
    hasHalfOpenServers: true,
    canBeReplaced: true,
  },
};

/** MitKerberos is in test/mit-kerberos. */
const mitKerberos: TestPackage = {
  name: 'MitKerberos',
  targetName: surroundings.realm?.target ?? '',
  client: `${surroundings.realm?.user ?? ''}@${surroundings.realm?.realm ?? ''}`,
  can: {
    copies: false,
    resets: false,
    returnsToken: false,
    hasHalfOpenServers: false,
    canBeReplaced: false,
  },
};

/** The package with which the tests of export, import and handoff run in this suite. */
export const packageUnderTest = surroundings.mitKerberos ? mitKerberos : handoffReference;

/** Throws unless a script's option `--package` names the package under test. */
export function requirePackageUnderTest(name: string): void {
  if (name !== packageUnderTest.name) {
    throw new Error(`--package is HandoffReference or MitKerberos, not ${name}`);
  }
}

/** Declares tests that need a package that can export. */
export function describeWithPackage(title: string, tests: (this: Mocha.Suite) => void): void {
  describeIfRegistered(packageUnderTest.name, title, tests);
}

/**
 * Declares tests that need this package. Skips them if it is not registered, or fails if the run
 * requires it (SSPI_HANDOFF_REQUIRE=reference requires HandoffReference).
 */
export function describeIfRegistered(
  name: string,
  title: string,
  tests: (this: Mocha.Suite) => void,
): void {
  if (enumerateSecurityPackagesSync().some((each) => each.name === name)) {
    describe(title, tests);
    return;
  }
  const isRequired =
    process.env.SSPI_HANDOFF_REQUIRE === 'reference' &&
    name === handoffReference.name &&
    surroundings.missing === undefined;
  const reason = `${surroundings.missing ?? `${name} is not registered`} (security-package/README.md)`;
  describe(title, () => {
    if (isRequired) it('has its security package', () => assert.fail(reason));
    else it.skip(`skipped: ${reason}`);
  });
}

/** Declares a test that needs an ability. Without it, the title gives the reason. */
export function itIfPackage(
  ability: Ability,
  title: string,
  test: () => void | Promise<void>,
): void {
  if (packageUnderTest.can[ability]) it(title, test);
  else it.skip(`${title} (skipped: ${packageUnderTest.name} ${abilities[ability]})`, test);
}
