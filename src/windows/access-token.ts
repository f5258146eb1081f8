import { requireHandle, requireObject, requireOneOf, requireUint32 } from '../arguments';
import { native, valueOf } from '../native';
import type { NativeAccessToken } from '../native-types';
import { Resource } from '../resource';

/**
 * Rights to an access token, named as Windows names them without TOKEN_.
 *
 * @see https://learn.microsoft.com/windows/win32/secauthz/access-rights-for-access-token-objects
 */
export const TokenAccess = {
  ASSIGN_PRIMARY: 0x0001,
  DUPLICATE: 0x0002,
  IMPERSONATE: 0x0004,
  QUERY: 0x0008,
  QUERY_SOURCE: 0x0010,
  ADJUST_PRIVILEGES: 0x0020,
  ADJUST_GROUPS: 0x0040,
  ADJUST_DEFAULT: 0x0080,
  ADJUST_SESSIONID: 0x0100,
} as const;

const leastAccess = TokenAccess.QUERY | TokenAccess.IMPERSONATE | TokenAccess.DUPLICATE;

/** TOKEN_TYPE, where 0 has no meaning. */
const tokenTypes = ['primary', 'impersonation'] as const;
export type TokenType = (typeof tokenTypes)[number];

/** SECURITY_IMPERSONATION_LEVEL, in its order. */
const impersonationLevels = ['anonymous', 'identification', 'impersonation', 'delegation'] as const;
export type ImpersonationLevel = (typeof impersonationLevels)[number];

/** The user that an access token speaks for. */
export interface TokenUser {
  /** The security identifier as text: `'S-1-5-21-…'`. */
  readonly sid: string;
  /** The account's name, or null where no account has this SID any more. */
  readonly account: string | null;
  /** The domain or computer that the account belongs to, or null likewise. */
  readonly domain: string | null;
}

/** What a duplicate of a token shall be. */
export interface DuplicateTokenOptions {
  /** Rights of the new handle: a sum of TokenAccess. By default QUERY, IMPERSONATE and DUPLICATE. */
  readonly access?: number;
  /** By default the type of this token. */
  readonly type?: TokenType;
  /** By default the level of this token, or `'impersonation'` of a primary one. */
  readonly impersonationLevel?: ImpersonationLevel;
}

/** What a handle in another process shall allow. */
export interface DuplicateTokenToOptions {
  /** Rights of the new handle: a sum of TokenAccess. By default QUERY, IMPERSONATE and DUPLICATE. */
  readonly access?: number;
}

/** For the layers above; not of the public interface. */
export let wrapAccessToken: (nativeToken: NativeAccessToken) => AccessToken;
export let nativeAccessToken: (token: AccessToken) => NativeAccessToken;

/**
 * A handle to an access token: what Windows knows a user by. Closed with CloseHandle by `dispose()`,
 * or when it is garbage collected.
 *
 * @see https://learn.microsoft.com/windows/win32/secauthz/access-tokens
 */
export class AccessToken extends Resource {
  readonly #native: NativeAccessToken;

  private constructor(nativeToken: NativeAccessToken) {
    super();
    this.#native = nativeToken;
  }

  protected readonly noun = 'access token';

  protected release(): void {
    this.#native.dispose();
  }

  static {
    wrapAccessToken = (nativeToken) => new AccessToken(nativeToken);
    nativeAccessToken = (token) => {
      token.assertUsable();
      return token.#native;
    };
  }

  /**
   * Takes over a handle value of this process that somebody else made, as `duplicateTo` in another
   * process does. From then on this object closes it, and nobody else may.
   *
   * @param handle The handle's value, a positive multiple of 4.
   * @throws {TypeError} ERR_INVALID_ARG_TYPE, {RangeError} ERR_OUT_OF_RANGE: nothing was touched.
   * @throws {WindowsError} ERROR_INVALID_HANDLE if the value names no access token of this process,
   * ERROR_ACCESS_DENIED if it has no TOKEN_QUERY. The handle is then left alone.
   * @see https://learn.microsoft.com/windows/win32/api/securitybaseapi/nf-securitybaseapi-gettokeninformation
   */
  static fromHandle(handle: bigint): AccessToken {
    const value = requireHandle('handle', handle);
    return new AccessToken(valueOf(native().AccessToken.adopt(value)));
  }

  /**
   * The user that this token speaks for. Off the main thread: looking up the account can wait on a
   * domain controller.
   *
   * @throws {WindowsError} If the token cannot be queried, or the look-up failed.
   * @throws {SspiUsageError} ERR_SSPI_DISPOSED.
   * @see https://learn.microsoft.com/windows/win32/api/winbase/nf-winbase-lookupaccountsidw
   */
  async user(): Promise<TokenUser> {
    return this.inTurn(async () => valueOf(await this.#native.user()));
  }

  /**
   * `user()` on this thread, which waits as long as the look-up takes.
   *
   * @throws What `user()` throws, and {SspiUsageError} ERR_SSPI_CONTEXT_BUSY.
   */
  userSync(): TokenUser {
    return this.atOnce(() => valueOf(this.#native.userSync()));
  }

  /**
   * Whether this is a process's own token or one to impersonate with.
   *
   * @throws {WindowsError} If the token cannot be queried.
   * @throws {SspiUsageError} ERR_SSPI_DISPOSED.
   */
  get type(): TokenType {
    this.assertUsable();
    const type = valueOf(this.#native.type());
    return type === 1 ? 'primary' : 'impersonation';
  }

  /**
   * How far a process may act as the user. Null for a primary token, which has no level.
   *
   * @throws {WindowsError} If the token cannot be queried.
   * @throws {SspiUsageError} ERR_SSPI_DISPOSED.
   */
  get impersonationLevel(): ImpersonationLevel | null {
    if (this.type === 'primary') return null;
    return impersonationLevels[valueOf(this.#native.impersonationLevel())] ?? null;
  }

  /**
   * Makes a new token of this one, which lives and is disposed on its own.
   *
   * @throws {TypeError | RangeError} For options that are not of their kind, before any system call.
   * @throws {WindowsError} ERROR_BAD_IMPERSONATION_LEVEL for a higher level than this token's,
   * ERROR_ACCESS_DENIED without TOKEN_DUPLICATE.
   * @throws {SspiUsageError} ERR_SSPI_DISPOSED.
   * @see https://learn.microsoft.com/windows/win32/api/securitybaseapi/nf-securitybaseapi-duplicatetokenex
   */
  duplicate(options: DuplicateTokenOptions = {}): AccessToken {
    requireObject('options', options);
    const access = requireUint32('options.access', options.access ?? leastAccess);
    const type = requireOneOf('options.type', tokenTypes, options.type ?? this.type);
    const level = requireOneOf(
      'options.impersonationLevel',
      impersonationLevels,
      options.impersonationLevel ?? this.impersonationLevel ?? 'impersonation',
    );
    this.assertUsable();
    return new AccessToken(
      valueOf(
        this.#native.duplicate(
          access,
          tokenTypes.indexOf(type) + 1,
          impersonationLevels.indexOf(level),
        ),
      ),
    );
  }

  /**
   * Makes a handle to this token in another process, with no more rights than are asked for. It
   * belongs to that process, which takes it over with `AccessToken.fromHandle`.
   *
   * @param pid The other process's id; this process needs PROCESS_DUP_HANDLE on it.
   * @returns The handle's value in that process. It says nothing in any other.
   * @throws {TypeError | RangeError} For arguments that are not of their kind, before any system call.
   * @throws {WindowsError} From OpenProcess: ERROR_INVALID_PARAMETER if there is no such process,
   * ERROR_ACCESS_DENIED if it may not be opened; from DuplicateHandle: ERROR_ACCESS_DENIED for more
   * rights than this handle can give.
   * @throws {SspiUsageError} ERR_SSPI_DISPOSED.
   * @see https://learn.microsoft.com/windows/win32/api/handleapi/nf-handleapi-duplicatehandle
   */
  duplicateTo(pid: number, options: DuplicateTokenToOptions = {}): bigint {
    const target = requireUint32('pid', pid);
    requireObject('options', options);
    const access = requireUint32('options.access', options.access ?? leastAccess);
    this.assertUsable();
    return valueOf(this.#native.duplicateInto(target, access));
  }
}
