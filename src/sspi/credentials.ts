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
import { fileTimeToDate } from '../windows/file-time';
import { native, valueOf } from '../native';
import type { NativeAcquireOptions, NativeCredentials, Outcome } from '../native-types';
import { Resource } from '../resource';
import { PackageCapability } from './flags';
import { withCopyOfSecret } from './secret-bytes';

/** SECPKG_CRED_*: to authenticate as a client, as a server, or as either. */
const credentialUses = ['inbound', 'outbound', 'both'] as const;
export type CredentialUse = (typeof credentialUses)[number];

/** Who to authenticate as, in place of the user that the process runs as. */
export interface Identity {
  readonly user: string;
  /** The domain or computer of the account; empty by default, for a user principal name. */
  readonly domain?: string;
  /**
   * A string, or bytes of UTF-16LE without a terminating NUL. `acquire` copies the password at the call, and
   * wipes each of its copies after use; the package has its own until the credentials are freed.
   *
   * A string stays in JavaScript's memory until it is garbage collected, and cannot be wiped. Bytes can
   * be wiped with `fill(0)` as soon as `acquire` has been called. Make them over memory that the garbage
   * collector never moves: `Buffer.from(new ArrayBuffer(length))`, or any array of more than 64 bytes. A
   * shorter `Buffer.alloc(length)` or `new Uint8Array(length)` is on V8's heap: `fill(0)` wipes it
   * unless it has been moved before, by the garbage collector or by a use of its `buffer`, which
   * `subarray()` and most native functions make. `Buffer.from(text, 'utf16le')` can be wiped, its
   * `text` cannot.
   */
  readonly password: string | Uint8Array;
}

/** Which credentials to acquire. */
export interface AcquireOptions {
  /** The name of a security package, as `enumerateSecurityPackages()` lists it. */
  readonly packageName: string;
  /** `'outbound'` for a client, `'inbound'` for a server. */
  readonly use: CredentialUse;
  /** By default the user that the process runs as. */
  readonly identity?: Identity;
  /** The principal whose credentials are asked for, where a package has several. */
  readonly principal?: string;
  /** For Negotiate: the packages that it may use (`'Kerberos'`), or may not (`'!ntlm'`). */
  readonly packageList?: string;
}

const uncloneable = Symbol(
  'Credentials cannot be cloned: call Credentials.acquire() where they are needed. They',
);

/** For the contexts that are made from credentials; not of the public interface. */
export let nativeCredentials: (credentials: Credentials) => NativeCredentials;

/** Whether the package protects a stream of records, as Schannel does, and not single messages. */
export let protectsStream: (credentials: Credentials) => boolean;

let newCredentials: (
  outcome: Outcome<NativeCredentials>,
  acquiring: NativeAcquireOptions,
) => Credentials;

/**
 * A handle to credentials, from which contexts are made. Freed with FreeCredentialsHandle by
 * `dispose()`, or later: a context keeps the credentials that it was made with for as long as it
 * lives.
 *
 * @example
 * ```ts
 * const credentials = await Credentials.acquire({ packageName: 'Negotiate', use: 'outbound' });
 * ```
 */
export class Credentials extends Resource {
  readonly packageName: string;
  readonly use: CredentialUse;
  /** The longest token that a step with these credentials can give, in bytes. */
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
    this.maxTokenSize = nativeCredentials.maxTokenSize();
  }

  protected get noun(): string {
    return 'credentials handle';
  }

  protected release(): void {
    this.#native.dispose();
  }

  protected whyUncloneable(): symbol {
    return uncloneable;
  }

  /** What may be shown of it: nothing of the identity. */
  toJSON(): Shown {
    const { state, packageName, use, maxTokenSize } = this;
    const shown = { state, packageName, use, maxTokenSize };
    return state === 'usable' ? { ...shown, expiry: this.expiry } : shown;
  }

  static {
    newCredentials = (outcome, { packageName, use }) => {
      const acquired = valueOf(outcome, packageName);
      return new Credentials(acquired, packageName, credentialUses[use - 1] ?? 'both');
    };
    nativeCredentials = (credentials) => {
      credentials.assertUsable();
      return credentials.#native;
    };
    protectsStream = (credentials) =>
      (credentials.#native.capabilities() & PackageCapability.STREAM) !== 0;
  }

  /**
   * Acquires credentials. Off the main thread: it can wait on LSA.
   *
   * @throws {TypeError} ERR_INVALID_ARG_TYPE or ERR_INVALID_ARG_VALUE, before any system call.
   * @throws {SspiError} SEC_E_SECPKG_NOT_FOUND for an unknown package, SEC_E_NO_CREDENTIALS or
   * SEC_E_UNKNOWN_CREDENTIALS if the package has none of this kind, or what else it answered.
   * @throws {SspiUsageError} ERR_SSPI_UNSUPPORTED_PLATFORM off Windows.
   * @see https://learn.microsoft.com/windows/win32/api/sspi/nf-sspi-acquirecredentialshandlew
   */
  static async acquire(options: AcquireOptions): Promise<Credentials> {
    const acquiring = acquireArguments(options);
    const outcome = await withOwnPassword(acquiring, (own) => native().Credentials.acquire(own));
    return newCredentials(outcome, acquiring);
  }

  /** `acquire()` on this thread, which waits as long as LSA takes. */
  static acquireSync(options: AcquireOptions): Credentials {
    const acquiring = acquireArguments(options);
    const outcome = withOwnPassword(acquiring, (own) => native().Credentials.acquireSync(own));
    return newCredentials(outcome, acquiring);
  }

  /**
   * Until when the credentials are good; null for no limit.
   *
   * @throws {SspiUsageError} ERR_SSPI_DISPOSED.
   */
  get expiry(): Date | null {
    this.assertUsable();
    return fileTimeToDate(this.#native.expiry());
  }

  /**
   * The name of the account that the credentials speak for. Off the main thread: it can wait on LSA.
   *
   * @throws {SspiError} SEC_E_UNSUPPORTED_FUNCTION if the package does not tell.
   * @throws {SspiUsageError} ERR_SSPI_DISPOSED.
   * @see https://learn.microsoft.com/windows/win32/api/sspi/nf-sspi-querycredentialsattributesw
   */
  async queryName(): Promise<string> {
    return await this.inTurn(async () => valueOf(await this.#native.queryName(), this.packageName));
  }

  /**
   * `queryName()` on this thread, which waits as long as LSA takes.
   *
   * @throws What `queryName()` throws, and {SspiUsageError} ERR_SSPI_CONTEXT_BUSY.
   */
  queryNameSync(): string {
    return this.atOnce(() => valueOf(this.#native.queryNameSync(), this.packageName));
  }
}

/** Checks the options, and reads each once; for the layers above, too. */
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
