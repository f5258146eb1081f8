import { readOption, requireBoolean, requireNative, requireObject } from '../arguments';
import type { Shown } from '../inspection';
import { valueOf } from '../native';
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

/** What to tell of each group. */
export interface TokenGroupsOptions {
  /**
   * Whether to look up the groups' names. True by default. Without, nothing waits for a domain
   * controller or fails for want of one, and SIDs are what access is decided by.
   */
  readonly accounts?: boolean;
}

/**
 * What an access token tells: the part of AccessToken that changes nothing. Needs QUERY.
 *
 * @see https://learn.microsoft.com/windows/win32/api/securitybaseapi/nf-securitybaseapi-gettokeninformation
 */
export abstract class QueryableToken extends Resource {
  readonly #native: NativeAccessToken;

  protected constructor(nativeToken: NativeAccessToken) {
    super();
    this.#native = requireNative(new.target.name, nativeToken);
  }

  /** Not a property of the object itself: inspection and copies must not show it. */
  protected get native(): NativeAccessToken {
    return this.#native;
  }

  protected get noun(): string {
    return 'access token';
  }

  protected release(): void {
    this.#native.dispose();
  }

  protected whyUncloneable(): symbol {
    return uncloneable;
  }

  /** What may be shown of it: whether it is usable, and what kind of token it is. */
  toJSON(): Shown {
    const { state } = this;
    if (state !== 'usable') return { state };
    const { type, impersonationLevel } = this;
    return { state, type, impersonationLevel };
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
    return await this.inTurn(async () => valueOf(await this.#native.user()));
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
   * The groups that the user belongs to. Off the main thread: looking up their names can wait on a
   * domain controller. Mind `enabled`: not every group that is listed grants something.
   *
   * @returns In the token's order.
   * @throws {TypeError} For options that are not of their kind, before any system call.
   * @throws {WindowsError} If the token cannot be queried, or a look-up failed.
   * @throws {SspiUsageError} ERR_SSPI_DISPOSED.
   * @see https://learn.microsoft.com/windows/win32/api/winnt/ns-winnt-token_groups
   * @see https://learn.microsoft.com/windows/win32/api/winbase/nf-winbase-lookupaccountsidw
   */
  async groups(options: TokenGroupsOptions = {}): Promise<TokenGroup[]> {
    const withAccounts = withAccountsOf(options);
    return await this.inTurn(async () =>
      toTokenGroups(valueOf(await this.#native.groups(withAccounts))),
    );
  }

  /**
   * `groups()` on this thread, which waits as long as the look-ups take.
   *
   * @throws What `groups()` throws, and {SspiUsageError} ERR_SSPI_CONTEXT_BUSY.
   */
  groupsSync(options: TokenGroupsOptions = {}): TokenGroup[] {
    const withAccounts = withAccountsOf(options);
    return this.atOnce(() => toTokenGroups(valueOf(this.#native.groupsSync(withAccounts))));
  }

  /**
   * The privileges that the token holds. Off the main thread: LSA is asked for their names.
   *
   * @returns In the token's order.
   * @throws {WindowsError} If the token cannot be queried, or a name was not found.
   * @throws {SspiUsageError} ERR_SSPI_DISPOSED.
   * @see https://learn.microsoft.com/windows/win32/api/winbase/nf-winbase-lookupprivilegenamew
   */
  async privileges(): Promise<TokenPrivilege[]> {
    return await this.inTurn(async () =>
      toTokenPrivileges(valueOf(await this.#native.privileges())),
    );
  }

  /**
   * `privileges()` on this thread, which waits as long as LSA takes.
   *
   * @throws What `privileges()` throws, and {SspiUsageError} ERR_SSPI_CONTEXT_BUSY.
   */
  privilegesSync(): TokenPrivilege[] {
    return this.atOnce(() => toTokenPrivileges(valueOf(this.#native.privilegesSync())));
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
   * The logon session that this token came of: a LUID, as one 64-bit number. Tokens of one logon
   * share it.
   *
   * @throws {WindowsError} If the token cannot be queried.
   * @throws {SspiUsageError} ERR_SSPI_DISPOSED.
   * @see https://learn.microsoft.com/windows/win32/api/winnt/ns-winnt-token_statistics
   */
  get authenticationId(): bigint {
    this.assertUsable();
    return valueOf(this.#native.authenticationId());
  }

  /**
   * The Remote Desktop Services session: 0 is the services', the console's and remote ones follow.
   *
   * @throws {WindowsError} If the token cannot be queried.
   * @throws {SspiUsageError} ERR_SSPI_DISPOSED.
   * @see https://learn.microsoft.com/windows/win32/api/winnt/ne-winnt-token_information_class
   */
  get sessionId(): number {
    this.assertUsable();
    return valueOf(this.#native.sessionId());
  }

  /**
   * The mandatory integrity level.
   *
   * @throws {WindowsError} If the token cannot be queried.
   * @throws {SspiUsageError} ERR_SSPI_DISPOSED.
   * @see https://learn.microsoft.com/windows/win32/secauthz/mandatory-integrity-control
   */
  get integrityLevel(): IntegrityLevel {
    this.assertUsable();
    return toIntegrityLevel(valueOf(this.#native.integrityLevel()));
  }

  /**
   * Which of a user's tokens this is: `'full'` and `'limited'` are the two of an administrator under
   * User Account Control, `'default'` is the only one of anybody else.
   *
   * @throws {WindowsError} If the token cannot be queried.
   * @throws {SspiUsageError} ERR_SSPI_DISPOSED.
   * @see https://learn.microsoft.com/windows/win32/api/winnt/ne-winnt-token_elevation_type
   */
  get elevationType(): ElevationType {
    this.assertUsable();
    return elevationTypes[valueOf(this.#native.elevationType()) - 1] ?? 'default';
  }

  /**
   * Whether the token has an administrator's rights to use.
   *
   * @throws {WindowsError} If the token cannot be queried.
   * @throws {SspiUsageError} ERR_SSPI_DISPOSED.
   * @see https://learn.microsoft.com/windows/win32/api/winnt/ns-winnt-token_elevation
   */
  get isElevated(): boolean {
    this.assertUsable();
    return valueOf(this.#native.isElevated());
  }

  /**
   * The SID of the logon session, by which access can be granted for as long as that lasts:
   * `'S-1-5-5-…'`. Null for a token that has none.
   *
   * @throws {WindowsError} If the token cannot be queried.
   * @throws {SspiUsageError} ERR_SSPI_DISPOSED.
   * @see https://learn.microsoft.com/windows/win32/api/winnt/ns-winnt-token_groups
   */
  get logonSid(): string | null {
    this.assertUsable();
    return valueOf(this.#native.logonSid());
  }
}

function withAccountsOf(options: TokenGroupsOptions): boolean {
  requireObject('options', options);
  return requireBoolean('options.accounts', readOption(options, 'accounts') ?? true);
}
