import { requireNonEmptyText, requireObject, requireOneOf, requireText } from '../arguments';
import { type AcquireArguments, type NativeCredentials, native, valueOf } from '../native';
import { Resource } from '../resource';

/** SECPKG_CRED_*: to authenticate as a client, as a server, or as either. */
const credentialUses = ['inbound', 'outbound', 'both'] as const;
export type CredentialUse = (typeof credentialUses)[number];

/** Who to authenticate as, in place of the user that the process runs as. */
export interface Identity {
  readonly user: string;
  /** The domain or computer of the account; empty by default, for a user principal name. */
  readonly domain?: string;
  /**
   * Copied into native memory, and wiped there after use. The string itself stays in JavaScript's
   * memory until it is collected.
   */
  readonly password: string;
}

export interface AcquireOptions {
  /** The name of a security package, as `enumerateSecurityPackages()` lists it. */
  readonly packageName: string;
  /** `'outbound'` for a client, `'inbound'` for a server. */
  readonly use: CredentialUse;
  /** By default the user that the process runs as. */
  readonly identity?: Identity;
}

/** For the contexts that are made from credentials; not of the public interface. */
export let nativeCredentials: (credentials: Credentials) => NativeCredentials;

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
  readonly #native: NativeCredentials;

  private constructor(nativeCredentials: NativeCredentials, options: AcquireOptions) {
    super();
    this.#native = nativeCredentials;
    this.packageName = options.packageName;
    this.use = options.use;
  }

  protected readonly noun = 'credentials handle';

  protected release(): void {
    this.#native.dispose();
  }

  static {
    nativeCredentials = (credentials) => {
      credentials.assertUsable();
      return credentials.#native;
    };
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
    const outcome = await native().Credentials.acquire(...acquireArguments(options));
    return new Credentials(valueOf(outcome, options.packageName), options);
  }

  /** `acquire()` on this thread, which waits as long as LSA takes. */
  static acquireSync(options: AcquireOptions): Credentials {
    const outcome = native().Credentials.acquireSync(...acquireArguments(options));
    return new Credentials(valueOf(outcome, options.packageName), options);
  }
}

function acquireArguments(options: AcquireOptions): AcquireArguments {
  requireObject('options', options);
  const packageName = requireNonEmptyText('options.packageName', options.packageName);
  const use = requireOneOf('options.use', credentialUses, options.use);
  const useFlags = credentialUses.indexOf(use) + 1;
  const { identity } = options;
  if (identity === undefined) return [packageName, useFlags, null, '', ''];
  requireObject('options.identity', identity);
  return [
    packageName,
    useFlags,
    requireText('options.identity.user', identity.user),
    requireText('options.identity.domain', identity.domain ?? ''),
    requireText('options.identity.password', identity.password),
  ];
}
