import { types } from 'node:util';

import {
  ArgumentTypeError,
  ArgumentValueError,
  readOptions,
  requireNative,
  requireNonEmptyText,
  requireOneOf,
  requireText,
} from '../arguments';
import type { Shown } from '../inspection';
import { native, valueOf } from '../native';
import type { NativeAcquireOptions, NativeCredentials } from '../native-types';
import { Resource } from '../resource';
import { traced, tracedSync } from '../tracing';
import { fileTimeToDate } from '../windows/file-time';
import { PackageCapability } from './flags';
import { withCopyOfSecret } from './secret-bytes';

/** SECPKG_CRED_*, by value from 1. */
const credentialUses = ['inbound', 'outbound', 'both'] as const;

/**
 * `'outbound'` authenticates as a client, `'inbound'` as a server, `'both'` as either.
 *
 * @category Contexts
 */
export type CredentialUse = (typeof credentialUses)[number];

/**
 * An account to authenticate as, instead of the user of this process.
 *
 * @category Contexts
 */
export interface Identity {
  /** The account's name, or a user principal name (`'user@domain'`). */
  readonly user: string;
  /** The domain or computer of the account. Empty by default, as for a user principal name. */
  readonly domain?: string;
  /**
   * A string, or UTF-16LE bytes without a terminating NUL. `acquire` copies the password at the call and
   * wipes each of its copies after use. The security package keeps its own copy until the credentials are
   * freed.
   *
   * A string cannot be wiped: it stays in memory until it is garbage collected. Bytes can be wiped with
   * `fill(0)` as soon as `acquire` has been called. Create them in memory that V8 never moves:
   * `Buffer.from(new ArrayBuffer(length))`, or any array of more than 64 bytes. A shorter
   * `Buffer.alloc(length)` or `new Uint8Array(length)` is on V8's heap. V8 can move it and leave a copy
   * behind: in a garbage collection, or when code uses its `buffer`, as `subarray()` does.
   */
  readonly password: string | Uint8Array;
}

/**
 * Options of `Credentials.acquire()`.
 *
 * @category Contexts
 */
export interface AcquireOptions {
  /** The name of a security package, as `enumerateSecurityPackages()` lists it. */
  readonly packageName: string;
  /** `'outbound'` for a client, `'inbound'` for a server, `'both'` for either. */
  readonly use: CredentialUse;
  /** The account to authenticate as. By default the user of this process. */
  readonly identity?: Identity;
  /** The principal of the credentials, if the package has several. */
  readonly principal?: string;
  /** For Negotiate: the packages that it may use (`'Kerberos'`) or must not use (`'!ntlm'`). */
  readonly packageList?: string;
}

const uncloneable = Symbol(
  'Credentials cannot be cloned: call Credentials.acquire() where they are needed. They',
);

/**
 * A handle to credentials, for ClientSecurityContext and ServerSecurityContext. `dispose()` or garbage
 * collection frees it with FreeCredentialsHandle, but not before its contexts are disposed.
 *
 * @example
 * ```ts
 * const credentials = await Credentials.acquire({ packageName: 'Negotiate', use: 'outbound' });
 * ```
 * @category Contexts
 */
export class Credentials extends Resource {
  /** The name of the security package. */
  readonly packageName: string;
  /** The use that the credentials were acquired for. */
  readonly use: CredentialUse;
  /** The size in bytes of the longest token that a step with these credentials can return. */
  readonly maxTokenSize: number;
  readonly #native: NativeCredentials;

  private constructor(
    nativeCredentials: NativeCredentials,
    packageName: string,
    use: CredentialUse,
  ) {
    super();
    this.#native = requireNative(new.target.name, nativeCredentials);
    this.packageName = packageName;
    this.use = use;
    this.maxTokenSize = native().Credentials.maxTokenSize(nativeCredentials);
  }

  /** The native credentials. Throws if this object is disposed. @internal */
  usableNative(): NativeCredentials {
    this.assertUsable();
    return this.#native;
  }

  /** Whether the package protects a stream of records, as Schannel does, and not single messages. @internal */
  get protectsStream(): boolean {
    return (
      (native().Credentials.capabilities(this.usableNative()) & PackageCapability.STREAM) !== 0
    );
  }

  /** @internal */
  protected get kind(): string {
    return 'credentials handle';
  }

  /** @internal */
  protected release(): void {
    native().Credentials.dispose(this.#native);
  }

  /** @internal */
  protected whyUncloneable(): symbol {
    return uncloneable;
  }

  /** The facts that JSON and console.log show. They say nothing about the identity. */
  toJSON(): Shown {
    const { state, packageName, use, maxTokenSize } = this;
    const shown = { state, packageName, use, maxTokenSize };
    return state === 'usable' ? { ...shown, expiry: this.expiry } : shown;
  }

  static #from(acquired: NativeCredentials, acquiring: NativeAcquireOptions): Credentials {
    return new Credentials(acquired, acquiring.packageName, useOf(acquiring));
  }

  /**
   * Acquires credentials. Runs off the main thread, because it can wait on LSA.
   *
   * @throws {TypeError} ERR_INVALID_ARG_TYPE or ERR_INVALID_ARG_VALUE, before any system call.
   * @throws {SspiError} SEC_E_SECPKG_NOT_FOUND for an unknown package, SEC_E_NO_CREDENTIALS or
   * SEC_E_UNKNOWN_CREDENTIALS if the package has no such credentials, or another status of the package.
   * @throws {SspiUsageError} ERR_SSPI_UNSUPPORTED_PLATFORM off Windows.
   * @see https://learn.microsoft.com/windows/win32/api/sspi/nf-sspi-acquirecredentialshandlew
   */
  static async acquire(options: AcquireOptions): Promise<Credentials> {
    const acquiring = acquireArguments(options);
    return Credentials.#from(await acquireNative(acquiring), acquiring);
  }

  /** Same as `acquire()`, but blocks this thread until LSA has answered. */
  static acquireSync(options: AcquireOptions): Credentials {
    const acquiring = acquireArguments(options);
    return Credentials.#from(acquireNativeSync(acquiring), acquiring);
  }

  /**
   * The time at which the credentials expire. Null means no limit.
   *
   * @throws {SspiUsageError} ERR_SSPI_DISPOSED.
   */
  get expiry(): Date | null {
    this.assertUsable();
    return fileTimeToDate(native().Credentials.expiry(this.#native));
  }

  /**
   * Queries the name of the account of the credentials. Runs off the main thread, because it can wait on LSA.
   *
   * @throws {SspiError} SEC_E_UNSUPPORTED_FUNCTION if the package does not support this query.
   * @throws {SspiUsageError} ERR_SSPI_DISPOSED.
   * @see https://learn.microsoft.com/windows/win32/api/sspi/nf-sspi-querycredentialsattributesw
   */
  async queryName(): Promise<string> {
    return await this.inTurn(async () =>
      valueOf(await native().Credentials.queryName(this.#native), this.packageName),
    );
  }

  /**
   * Same as `queryName()`, but blocks this thread until LSA has answered.
   *
   * @throws {SspiUsageError} ERR_SSPI_CONTEXT_BUSY, beside the errors of `queryName()`.
   */
  queryNameSync(): string {
    return this.atOnce(() =>
      valueOf(native().Credentials.queryNameSync(this.#native), this.packageName),
    );
  }
}

/** Validates the options. Reads each of them once. */
export function acquireArguments(options: AcquireOptions): NativeAcquireOptions {
  const { packageName, use, identity, principal, packageList } = readOptions('options', options, [
    'packageName',
    'use',
    'identity',
    'principal',
    'packageList',
  ]);
  const common = {
    packageName: requireNonEmptyText('options.packageName', packageName),
    use: credentialUses.indexOf(requireOneOf('options.use', credentialUses, use)) + 1,
    principal: requireText('options.principal', principal ?? ''),
    packageList: requireText('options.packageList', packageList ?? ''),
  };
  if (identity === undefined) return { ...common, identity: null };
  const { user, domain, password } = readOptions('options.identity', identity, [
    'user',
    'domain',
    'password',
  ]);
  return {
    ...common,
    identity: {
      user: requireText('options.identity.user', user),
      domain: requireText('options.identity.domain', domain ?? ''),
      password: requirePassword(password),
    },
  };
}

function useOf({ use }: NativeAcquireOptions): CredentialUse {
  return credentialUses[use - 1] ?? 'both';
}

const acquireTrace = {
  operation: 'acquire',
  before: (acquiring: NativeAcquireOptions) => ({
    packageName: acquiring.packageName,
    use: useOf(acquiring),
  }),
} as const;

const acquireNative = traced({
  ...acquireTrace,
  run: async (acquiring: NativeAcquireOptions) => {
    const outcome = await withOwnPassword(acquiring, (own) => native().Credentials.acquire(own));
    return valueOf(outcome, acquiring.packageName);
  },
});

const acquireNativeSync = tracedSync({
  ...acquireTrace,
  run: (acquiring: NativeAcquireOptions) => {
    const outcome = withOwnPassword(acquiring, (own) => native().Credentials.acquireSync(own));
    return valueOf(outcome, acquiring.packageName);
  },
});

function withOwnPassword<Result>(
  acquiring: NativeAcquireOptions,
  use: (acquiring: NativeAcquireOptions) => Result,
): Result {
  const { identity } = acquiring;
  if (identity === null || typeof identity.password === 'string') return use(acquiring);
  return withCopyOfSecret(identity.password, (password) =>
    use({ ...acquiring, identity: { ...identity, password } }),
  );
}

function requirePassword(password: unknown): string | Uint8Array {
  const name = 'options.identity.password';
  if (typeof password === 'string') return requireText(name, password);
  if (!types.isUint8Array(password)) {
    throw new ArgumentTypeError(name, 'a string or a Uint8Array', password);
  }
  if (password.byteLength % 2 !== 0) {
    throw new ArgumentValueError(name, 'must be UTF-16LE: an even number of bytes.');
  }
  return password;
}
