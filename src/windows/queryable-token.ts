import { readOption, requireBoolean, requireNative, requireObject, requireSid } from '../arguments';
import type { Shown } from '../inspection';
import { native, valueOf } from '../native';
import type { NativeAccessToken } from '../native-types';
import { Resource } from '../resource';
import {
  type ElevationType,
  elevationTypes,
  type ImpersonationLevel,
  impersonationLevels,
  type IntegrityLevel,
  toIntegrityLevel,
  type TokenGroup,
  type TokenPrivilege,
  toTokenGroups,
  toTokenPrivileges,
  type TokenType,
  type TokenUser,
} from './token-information';

const uncloneable = Symbol(
  'An access token cannot be cloned: pass duplicateTo(pid) to AccessToken.fromHandle() there. It',
);

/**
 * Options of `groups()`.
 *
 * @category Access tokens
 */
export interface TokenGroupsOptions {
  /**
   * Whether to look up the names of the groups. True by default. With false, the call does not wait for a
   * domain controller and cannot fail without one. Windows decides access by SIDs, not by names.
   */
  readonly accounts?: boolean;
}

/**
 * The queries of AccessToken. They need TokenAccess.QUERY.
 *
 * @see https://learn.microsoft.com/windows/win32/api/securitybaseapi/nf-securitybaseapi-gettokeninformation
 * @category Access tokens
 */
export abstract class QueryableToken extends Resource {
  readonly #native: NativeAccessToken;

  protected constructor(nativeToken: NativeAccessToken) {
    super();
    this.#native = requireNative(new.target.name, nativeToken);
  }

  /** A getter and not a field, because inspection and copies must not show it. @internal */
  protected get native(): NativeAccessToken {
    return this.#native;
  }

  /** @internal */
  protected get kind(): string {
    return 'access token';
  }

  /** @internal */
  protected release(): void {
    native().AccessToken.dispose(this.#native);
  }

  /** @internal */
  protected whyUncloneable(): symbol {
    return uncloneable;
  }

  /** The facts that JSON and console.log show. */
  toJSON(): Shown {
    const { state } = this;
    if (state !== 'usable') return { state };
    const { type, impersonationLevel } = this;
    return { state, type, impersonationLevel };
  }

  /**
   * Queries the user of this token. Runs off the main thread, because the look-up of the account can wait on
   * a domain controller.
   *
   * @throws {WindowsError} If the token cannot be queried, or if the look-up fails.
   * @throws {SspiUsageError} ERR_SSPI_DISPOSED.
   * @see https://learn.microsoft.com/windows/win32/api/winbase/nf-winbase-lookupaccountsidw
   */
  async user(): Promise<TokenUser> {
    return await this.inTurn(async () => valueOf(await native().AccessToken.user(this.#native)));
  }

  /**
   * Same as `user()`, but blocks this thread until the look-up has finished.
   *
   * @throws {SspiUsageError} ERR_SSPI_CONTEXT_BUSY, beside the errors of `user()`.
   */
  userSync(): TokenUser {
    return this.atOnce(() => valueOf(native().AccessToken.userSync(this.#native)));
  }

  /**
   * Queries the groups of this token. Runs off the main thread, because the look-up of their names can wait on
   * a domain controller. Check `enabled`: a listed group may grant nothing.
   *
   * @returns The groups in the token's order.
   * @throws {TypeError} For wrong options, before any system call.
   * @throws {WindowsError} If the token cannot be queried, or if a look-up fails.
   * @throws {SspiUsageError} ERR_SSPI_DISPOSED.
   * @see https://learn.microsoft.com/windows/win32/api/winnt/ns-winnt-token_groups
   * @see https://learn.microsoft.com/windows/win32/api/winbase/nf-winbase-lookupaccountsidw
   */
  async groups(options: TokenGroupsOptions = {}): Promise<TokenGroup[]> {
    const withAccounts = withAccountsOf(options);
    return await this.inTurn(async () =>
      toTokenGroups(valueOf(await native().AccessToken.groups(this.#native, withAccounts))),
    );
  }

  /**
   * Same as `groups()`, but blocks this thread until the look-ups have finished.
   *
   * @throws {SspiUsageError} ERR_SSPI_CONTEXT_BUSY, beside the errors of `groups()`.
   */
  groupsSync(options: TokenGroupsOptions = {}): TokenGroup[] {
    const withAccounts = withAccountsOf(options);
    return this.atOnce(() =>
      toTokenGroups(valueOf(native().AccessToken.groupsSync(this.#native, withAccounts))),
    );
  }

  /**
   * Queries the privileges of this token. Runs off the main thread, because LSA looks up their names.
   *
   * @returns The privileges in the token's order.
   * @throws {WindowsError} If the token cannot be queried, or if a name is not found.
   * @throws {SspiUsageError} ERR_SSPI_DISPOSED.
   * @see https://learn.microsoft.com/windows/win32/api/winbase/nf-winbase-lookupprivilegenamew
   */
  async privileges(): Promise<TokenPrivilege[]> {
    return await this.inTurn(async () =>
      toTokenPrivileges(valueOf(await native().AccessToken.privileges(this.#native))),
    );
  }

  /**
   * Same as `privileges()`, but blocks this thread until LSA has answered.
   *
   * @throws {SspiUsageError} ERR_SSPI_CONTEXT_BUSY, beside the errors of `privileges()`.
   */
  privilegesSync(): TokenPrivilege[] {
    return this.atOnce(() =>
      toTokenPrivileges(valueOf(native().AccessToken.privilegesSync(this.#native))),
    );
  }

  /**
   * The rights of this handle: a sum of TokenAccess and of the standard rights, for `flagNames()`. The rights of
   * a token from a security package depend on the package.
   *
   * @throws {WindowsError} If the handle cannot be queried.
   * @throws {SspiUsageError} ERR_SSPI_DISPOSED.
   * @see https://learn.microsoft.com/windows/win32/api/winternl/nf-winternl-ntqueryobject
   */
  get access(): number {
    this.assertUsable();
    return valueOf(native().AccessToken.access(this.#native));
  }

  /**
   * Whether this is the token of a process (`'primary'`) or a token to impersonate with.
   *
   * @throws {WindowsError} If the token cannot be queried.
   * @throws {SspiUsageError} ERR_SSPI_DISPOSED.
   * @see https://learn.microsoft.com/windows/win32/api/winnt/ne-winnt-token_type
   */
  get type(): TokenType {
    this.assertUsable();
    const type = valueOf(native().AccessToken.type(this.#native));
    return type === 1 ? 'primary' : 'impersonation';
  }

  /**
   * The degree to which a process can act as the user. Null for a primary token, which has no level.
   *
   * @throws {WindowsError} If the token cannot be queried.
   * @throws {SspiUsageError} ERR_SSPI_DISPOSED.
   * @see https://learn.microsoft.com/windows/win32/api/winnt/ne-winnt-security_impersonation_level
   */
  get impersonationLevel(): ImpersonationLevel | null {
    if (this.type === 'primary') return null;
    return (
      impersonationLevels[valueOf(native().AccessToken.impersonationLevel(this.#native))] ?? null
    );
  }

  /**
   * The identifier of the logon session of this token: a LUID as a 64-bit number. All tokens of one logon have
   * the same identifier.
   *
   * @throws {WindowsError} If the token cannot be queried.
   * @throws {SspiUsageError} ERR_SSPI_DISPOSED.
   * @see https://learn.microsoft.com/windows/win32/api/winnt/ns-winnt-token_statistics
   */
  get authenticationId(): bigint {
    this.assertUsable();
    return valueOf(native().AccessToken.authenticationId(this.#native));
  }

  /**
   * The Remote Desktop Services session. Session 0 is for services; consoles and remote users have higher
   * numbers.
   *
   * @throws {WindowsError} If the token cannot be queried.
   * @throws {SspiUsageError} ERR_SSPI_DISPOSED.
   * @see https://learn.microsoft.com/windows/win32/api/winnt/ne-winnt-token_information_class
   */
  get sessionId(): number {
    this.assertUsable();
    return valueOf(native().AccessToken.sessionId(this.#native));
  }

  /**
   * The mandatory integrity level of the token.
   *
   * @throws {WindowsError} If the token cannot be queried.
   * @throws {SspiUsageError} ERR_SSPI_DISPOSED.
   * @see https://learn.microsoft.com/windows/win32/secauthz/mandatory-integrity-control
   */
  get integrityLevel(): IntegrityLevel {
    this.assertUsable();
    return toIntegrityLevel(valueOf(native().AccessToken.integrityLevel(this.#native)));
  }

  /**
   * The elevation under User Account Control. An administrator has two tokens, `'full'` and `'limited'`. Any
   * other user has one, `'default'`.
   *
   * @throws {WindowsError} If the token cannot be queried.
   * @throws {SspiUsageError} ERR_SSPI_DISPOSED.
   * @see https://learn.microsoft.com/windows/win32/api/winnt/ne-winnt-token_elevation_type
   */
  get elevationType(): ElevationType {
    this.assertUsable();
    return (
      elevationTypes[valueOf(native().AccessToken.elevationType(this.#native)) - 1] ?? 'default'
    );
  }

  /**
   * Whether the token has the rights of an administrator.
   *
   * @throws {WindowsError} If the token cannot be queried.
   * @throws {SspiUsageError} ERR_SSPI_DISPOSED.
   * @see https://learn.microsoft.com/windows/win32/api/winnt/ns-winnt-token_elevation
   */
  get isElevated(): boolean {
    this.assertUsable();
    return valueOf(native().AccessToken.isElevated(this.#native));
  }

  /**
   * The SID of the logon session: `'S-1-5-5-…'`. Use it to grant access for as long as the session lasts. Null
   * if the token has no logon SID.
   *
   * @throws {WindowsError} If the token cannot be queried.
   * @throws {SspiUsageError} ERR_SSPI_DISPOSED.
   * @see https://learn.microsoft.com/windows/win32/api/winnt/ns-winnt-token_groups
   */
  get logonSid(): string | null {
    this.assertUsable();
    return valueOf(native().AccessToken.logonSid(this.#native));
  }

  /**
   * Whether this token grants access to a group, or to a user. The groups of a token include nested groups.
   * The result is false for a group that is disabled or only denies access. It does not wait on a domain
   * controller, and needs no name, which differs between languages.
   *
   * @example
   * ```ts
   * const isAdministrator = token.isMember('S-1-5-32-544');
   * ```
   * @param sid The SID of a group or a user: `'S-1-…'` with decimal numbers.
   * @throws {TypeError} ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, before any system call.
   * @throws {WindowsError} ERROR_BAD_IMPERSONATION_LEVEL for a token of the level `'anonymous'`.
   * ERROR_ACCESS_DENIED without TOKEN_QUERY; a primary token also needs TOKEN_DUPLICATE.
   * @throws {SspiUsageError} ERR_SSPI_DISPOSED.
   * @see https://learn.microsoft.com/windows/win32/api/securitybaseapi/nf-securitybaseapi-checktokenmembership
   */
  isMember(sid: string): boolean {
    const text = requireSid('sid', sid);
    this.assertUsable();
    return valueOf(native().AccessToken.isMember(this.#native, text));
  }
}

function withAccountsOf(options: TokenGroupsOptions): boolean {
  requireObject('options', options);
  return requireBoolean('options.accounts', readOption(options, 'accounts') ?? true);
}
