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
 * The rights to an access token: TOKEN_*, without the prefix.
 *
 * @see https://learn.microsoft.com/windows/win32/secauthz/access-rights-for-access-token-objects
 * @category Access tokens
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

/**
 * Options of `AccessToken.ofProcess()` and `AccessToken.ofThread()`.
 *
 * @category Access tokens
 */
export interface OpenTokenOptions {
  /** Rights of the new handle: a sum of TokenAccess. By default QUERY, IMPERSONATE and DUPLICATE. */
  readonly access?: number;
}

const handleOwnerships = ['take', 'leave'] as const;

/**
 * Options of `AccessToken.fromHandle()`.
 *
 * @category Access tokens
 */
export interface FromHandleOptions {
  /**
   * The owner of the handle. With `'take'`, the default, this object closes the handle, and no other code may
   * close it. With `'leave'` the caller keeps the handle and can close it at any time; this object has a
   * duplicate with the same rights.
   */
  readonly ownership?: (typeof handleOwnerships)[number];
}

/**
 * Options of `duplicate()`.
 *
 * @category Access tokens
 */
export interface DuplicateTokenOptions {
  /**
   * Rights of the new handle: a sum of TokenAccess, or 0 for the rights of this handle. By default QUERY,
   * IMPERSONATE and DUPLICATE.
   */
  readonly access?: number;
  /** The type of the new token. By default the type of this token. */
  readonly type?: TokenType;
  /** The level of the new token. By default the level of this token; `'impersonation'` for a primary token. */
  readonly impersonationLevel?: ImpersonationLevel;
}

/**
 * Options of `duplicateTo()`.
 *
 * @category Access tokens
 */
export interface DuplicateTokenToOptions {
  /** Rights of the new handle: a sum of TokenAccess. By default QUERY, IMPERSONATE and DUPLICATE. */
  readonly access?: number;
}

/**
 * A handle to an access token, which represents a user in Windows. `dispose()` or garbage collection closes
 * it with CloseHandle.
 *
 * @see https://learn.microsoft.com/windows/win32/secauthz/access-tokens
 * @category Access tokens
 */
export class AccessToken extends QueryableToken {
  /** @internal */
  static wrap(nativeToken: NativeAccessToken): AccessToken {
    return new AccessToken(nativeToken);
  }

  /** The native token. Throws if this object is disposed. @internal */
  usableNative(): NativeAccessToken {
    this.assertUsable();
    return this.native;
  }

  /**
   * Opens the access token of this process.
   *
   * @throws {TypeError | RangeError} For wrong options, before any system call.
   * @throws {WindowsError} ERROR_ACCESS_DENIED for rights that the process does not have to the token.
   * @throws {SspiUsageError} ERR_SSPI_UNSUPPORTED_PLATFORM off Windows.
   * @see https://learn.microsoft.com/windows/win32/api/processthreadsapi/nf-processthreadsapi-openprocesstoken
   */
  static ofProcess(options: OpenTokenOptions = {}): AccessToken {
    return new AccessToken(valueOf(native().AccessToken.ofProcess(accessOf(options))));
  }

  /**
   * Opens the access token that the calling thread impersonates with, for example within `impersonate()`.
   * Windows checks the rights of the process, not those of the impersonated user.
   *
   * @returns The token, or null if the thread does not impersonate.
   * @throws {TypeError | RangeError} For wrong options, before any system call.
   * @throws {WindowsError} ERROR_ACCESS_DENIED for rights that the process does not have to the token,
   * ERROR_CANT_OPEN_ANONYMOUS for a token of the level `'anonymous'`.
   * @throws {SspiUsageError} ERR_SSPI_UNSUPPORTED_PLATFORM off Windows.
   * @see https://learn.microsoft.com/windows/win32/api/processthreadsapi/nf-processthreadsapi-openthreadtoken
   */
  static ofThread(options: OpenTokenOptions = {}): AccessToken | null {
    const nativeToken = valueOf(native().AccessToken.ofThread(accessOf(options)));
    return nativeToken && new AccessToken(nativeToken);
  }

  /**
   * Creates an AccessToken from a handle value in this process, for example from `duplicateTo()` in another
   * process. By default the object takes ownership of the handle: it closes the handle, and no other code may.
   *
   * @param handle The handle's value, a multiple of 4 from 4 to 0x7ffffffc.
   * @throws {TypeError} ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, before any system call.
   * @throws {RangeError} ERR_OUT_OF_RANGE, before any system call.
   * @throws {WindowsError} ERROR_INVALID_HANDLE if the value is not an access token of this process,
   * ERROR_ACCESS_DENIED without TOKEN_QUERY. The handle stays open.
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
   * Creates a new token from this one. The caller disposes of both.
   *
   * @throws {TypeError | RangeError} For wrong options, before any system call.
   * @throws {WindowsError} ERROR_BAD_IMPERSONATION_LEVEL for a higher level than this token's.
   * ERROR_ACCESS_DENIED without TOKEN_DUPLICATE, and without TOKEN_QUERY if `type` or `impersonationLevel` is
   * omitted.
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
        native().AccessToken.duplicate(
          this.native,
          access,
          tokenTypes.indexOf(type) + 1,
          impersonationLevels.indexOf(level),
        ),
      ),
    );
  }

  /**
   * Duplicates this token's handle into another process. That process owns the new handle and passes its
   * value to `AccessToken.fromHandle()`.
   *
   * @param pid The id of the other process. This process needs PROCESS_DUP_HANDLE on it.
   * @returns The handle's value in that process. The value has no meaning in any other process.
   * @throws {TypeError | RangeError} For wrong arguments, before any system call.
   * @throws {WindowsError} From OpenProcess: ERROR_INVALID_PARAMETER if there is no such process,
   * ERROR_ACCESS_DENIED if this process may not open it. From DuplicateHandle: ERROR_ACCESS_DENIED for rights
   * that this handle cannot grant.
   * @throws {SspiUsageError} ERR_SSPI_DISPOSED.
   * @see https://learn.microsoft.com/windows/win32/api/handleapi/nf-handleapi-duplicatehandle
   */
  duplicateTo(pid: number, options: DuplicateTokenToOptions = {}): bigint {
    const receiver = requireUint32('pid', pid);
    const access = accessOf(options);
    this.assertUsable();
    return valueOf(native().AccessToken.duplicateInto(this.native, receiver, access));
  }

  /**
   * Runs a function while this thread impersonates the user of this token, then restores the thread. The
   * thread is restored also if the function throws, and calls can be nested. If the thread cannot be restored,
   * the process ends at once, because no further code may run with the rights of another user.
   *
   * Only code that runs on this thread before the function returns runs as the user, for example
   * `fs.readFileSync` and the methods named `…Sync`. Code that runs later, on another thread or in a new
   * process runs as this process, for example `fs.readFile`, `fs.promises` and the asynchronous methods of this
   * package.
   *
   * Windows silently lowers the level to `'identification'` if this process may not impersonate the user.
   * Access is then refused. Another user than the process's own needs SeImpersonatePrivilege.
   *
   * @example
   * ```ts
   * const text = token.impersonate(() => readFileSync(path, 'utf8'));
   * ```
   * @param action A synchronous function. It is called once, without arguments.
   * @returns The result of the function. An error of the function is thrown unchanged.
   * @throws {TypeError} ERR_INVALID_ARG_TYPE, and ERR_INVALID_ARG_VALUE for an async function, before any
   * system call. ERR_INVALID_RETURN_VALUE if the function returned a promise or another thenable: the
   * function has run, and impersonation has ended.
   * @throws {WindowsError} ERROR_ACCESS_DENIED for a handle without QUERY and IMPERSONATE; a primary token
   * also needs DUPLICATE. ERROR_CANT_OPEN_ANONYMOUS if the thread already impersonates an anonymous user,
   * because this user could not be restored. The function was not called.
   * @throws {SspiUsageError} ERR_SSPI_DISPOSED.
   * @see https://learn.microsoft.com/windows/win32/api/securitybaseapi/nf-securitybaseapi-impersonateloggedonuser
   * @see https://learn.microsoft.com/windows/win32/api/processthreadsapi/nf-processthreadsapi-setthreadtoken
   */
  impersonate<Value>(action: () => Value & Synchronous<Value>): Value {
    this.assertUsable();
    return callImpersonated<Value>(action, (checked) =>
      valueOf(native().AccessToken.impersonate(this.native, checked)),
    );
  }
}

function accessOf(options: OpenTokenOptions): number {
  requireObject('options', options);
  return requireUint32('options.access', readOption(options, 'access') ?? leastAccess);
}
