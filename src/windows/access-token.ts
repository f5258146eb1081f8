import {
  readOption,
  readOptions,
  requireHandle,
  requireObject,
  requireOneOf,
  requireUint32,
} from '../arguments';
import { native, valueOf } from '../native';
import type { NativeAccessToken } from '../native-types';
import { callImpersonated, type Synchronous } from './impersonation';
import { QueryableToken } from './queryable-token';
import {
  type ImpersonationLevel,
  impersonationLevels,
  type TokenType,
  tokenTypes,
} from './token-information';

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

/** Which rights to ask for. */
export interface OpenTokenOptions {
  /** Rights of the new handle: a sum of TokenAccess. By default QUERY, IMPERSONATE and DUPLICATE. */
  readonly access?: number;
}

const handleOwnerships = ['take', 'leave'] as const;

/** What becomes of the handle. */
export interface FromHandleOptions {
  /**
   * Who closes the handle. `'take'`, the default: this object, and nobody else may. `'leave'`: its
   * owner, whenever they like; this object has another handle to the same token, with the same rights.
   */
  readonly ownership?: (typeof handleOwnerships)[number];
}

/** What a duplicate of a token shall be. */
export interface DuplicateTokenOptions {
  /**
   * Rights of the new handle: a sum of TokenAccess, or 0 for the rights of this one. By default QUERY,
   * IMPERSONATE and DUPLICATE.
   */
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
export class AccessToken extends QueryableToken {
  static {
    wrapAccessToken = (nativeToken) => new AccessToken(nativeToken);
    nativeAccessToken = (token) => {
      token.assertUsable();
      return token.native;
    };
  }

  /**
   * The access token of this process.
   *
   * @throws {TypeError | RangeError} For options that are not of their kind, before any system call.
   * @throws {WindowsError} ERROR_ACCESS_DENIED for rights that the process does not have to it.
   * @throws {SspiUsageError} ERR_SSPI_UNSUPPORTED_PLATFORM off Windows.
   * @see https://learn.microsoft.com/windows/win32/api/processthreadsapi/nf-processthreadsapi-openprocesstoken
   */
  static ofProcess(options: OpenTokenOptions = {}): AccessToken {
    return new AccessToken(valueOf(native().AccessToken.ofProcess(accessOf(options))));
  }

  /**
   * The access token that the calling thread impersonates with: within `impersonate`, its client's.
   * Whether it may be opened is asked for the process, not for that client.
   *
   * @returns Null where the thread impersonates nobody, and acts as its process does.
   * @throws {TypeError | RangeError} For options that are not of their kind, before any system call.
   * @throws {WindowsError} ERROR_ACCESS_DENIED for rights that the process does not have to it,
   * ERROR_CANT_OPEN_ANONYMOUS for one of the level `'anonymous'`.
   * @throws {SspiUsageError} ERR_SSPI_UNSUPPORTED_PLATFORM off Windows.
   * @see https://learn.microsoft.com/windows/win32/api/processthreadsapi/nf-processthreadsapi-openthreadtoken
   */
  static ofThread(options: OpenTokenOptions = {}): AccessToken | null {
    const nativeToken = valueOf(native().AccessToken.ofThread(accessOf(options)));
    return nativeToken && new AccessToken(nativeToken);
  }

  /**
   * Makes an object of a handle value of this process that somebody else made, as `duplicateTo` in
   * another process does. Unless told otherwise it takes the handle over: it then closes it, and
   * nobody else may.
   *
   * @param handle The handle's value, a positive multiple of 4.
   * @throws {TypeError} ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, {RangeError} ERR_OUT_OF_RANGE:
   * nothing was touched.
   * @throws {WindowsError} ERROR_INVALID_HANDLE if the value names no access token of this process,
   * ERROR_ACCESS_DENIED if it has no TOKEN_QUERY. The handle is then left alone.
   * @throws {SspiUsageError} ERR_SSPI_UNSUPPORTED_PLATFORM off Windows.
   * @see https://learn.microsoft.com/windows/win32/api/securitybaseapi/nf-securitybaseapi-gettokeninformation
   * @see https://learn.microsoft.com/windows/win32/api/handleapi/nf-handleapi-duplicatehandle
   */
  static fromHandle(handle: bigint, options: FromHandleOptions = {}): AccessToken {
    const value = requireHandle('handle', handle);
    requireObject('options', options);
    const ownership = requireOneOf(
      'options.ownership',
      handleOwnerships,
      readOption(options, 'ownership') ?? 'take',
    );
    const { AccessToken: nativeClass } = native();
    return new AccessToken(
      valueOf(ownership === 'take' ? nativeClass.adopt(value) : nativeClass.copy(value)),
    );
  }

  /**
   * Makes a new token of this one, which lives and is disposed on its own.
   *
   * @throws {TypeError | RangeError} For options that are not of their kind, before any system call.
   * @throws {WindowsError} ERROR_BAD_IMPERSONATION_LEVEL for a higher level than this token's,
   * ERROR_ACCESS_DENIED without TOKEN_DUPLICATE, or without TOKEN_QUERY where type or level are this
   * token's.
   * @throws {SspiUsageError} ERR_SSPI_DISPOSED.
   * @see https://learn.microsoft.com/windows/win32/api/securitybaseapi/nf-securitybaseapi-duplicatetokenex
   */
  duplicate(options: DuplicateTokenOptions = {}): AccessToken {
    const asked = readOptions('options', options, ['access', 'type', 'impersonationLevel']);
    const access = requireUint32('options.access', asked.access ?? leastAccess);
    if (asked.type !== undefined) requireOneOf('options.type', tokenTypes, asked.type);
    if (asked.impersonationLevel !== undefined) {
      requireOneOf('options.impersonationLevel', impersonationLevels, asked.impersonationLevel);
    }
    this.assertUsable();
    const type = asked.type ?? this.type;
    const level = asked.impersonationLevel ?? this.impersonationLevel ?? 'impersonation';
    return new AccessToken(
      valueOf(
        this.native.duplicate(
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
    const access = accessOf(options);
    this.assertUsable();
    return valueOf(this.native.duplicateInto(target, access));
  }

  /**
   * Runs a function while this thread acts as the token's user. Then the thread is what it was
   * before, however the function ended: calls nest. Should that fail, the process ends at once: nothing
   * more may run with the rights of somebody else.
   *
   * Impersonation is of this one thread, and of what runs on it before the function returns:
   * `fs.readFileSync` and the methods named `…Sync` run as the user. `fs.readFile`, `fs.promises`, the
   * asynchronous methods of this package and all else that runs on another thread, or later, or in a
   * process that the function starts, runs as this process.
   *
   * Windows lowers the level to `'identification'`, and says nothing, where this process may not
   * impersonate the user (SeImpersonatePrivilege; one's own user is free). Access is then refused.
   *
   * @example
   * ```ts
   * const text = token.impersonate(() => readFileSync(path, 'utf8'));
   * ```
   * @param action A synchronous function. It is called once, without arguments.
   * @returns What the function returns.
   * @throws What the function throws, unchanged.
   * @throws {TypeError} ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE for an async function, before any
   * system call. ERR_INVALID_RETURN_VALUE if the function returns a promise, or has another `then`: it
   * has run, and impersonation has ended.
   * @throws {WindowsError} ERROR_ACCESS_DENIED for a handle without QUERY and IMPERSONATE (of a
   * primary token: and DUPLICATE); ERROR_CANT_OPEN_ANONYMOUS if the thread already acts as an
   * anonymous user, which could not be put back. The function is then not called.
   * @throws {SspiUsageError} ERR_SSPI_DISPOSED.
   * @see https://learn.microsoft.com/windows/win32/api/securitybaseapi/nf-securitybaseapi-impersonateloggedonuser
   * @see https://learn.microsoft.com/windows/win32/api/processthreadsapi/nf-processthreadsapi-setthreadtoken
   */
  impersonate<Value>(action: () => Value & Synchronous<Value>): Value {
    this.assertUsable();
    return callImpersonated<Value>(action, (checked) => valueOf(this.native.impersonate(checked)));
  }
}

function accessOf(options: OpenTokenOptions): number {
  requireObject('options', options);
  return requireUint32('options.access', readOption(options, 'access') ?? leastAccess);
}
