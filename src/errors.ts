import { requireText, requireUint32 } from './arguments';
import { beginInPublicFunction } from './call-stack';
import { securityStatuses } from './security-status';
import { win32Errors } from './win32-error';

export const SEC_E_OK = 0;

/** Remedies for errors that the caller can fix. */
const remedies: Readonly<Record<string, string>> = {
  'AcquireCredentialsHandleW SEC_E_NO_CREDENTIALS':
    'Pass an identity (user, domain, password), or use a package that can use the current user.',
  'AcquireCredentialsHandleW SEC_E_UNKNOWN_CREDENTIALS':
    'Check the identity, and that the account suits the requested use.',
  'QuerySecurityPackageInfoW SEC_E_SECPKG_NOT_FOUND':
    'Call enumerateSecurityPackages() to list the packages of this computer.',
  'ImportSecurityContextW SEC_E_SECPKG_NOT_FOUND':
    'Call enumerateSecurityPackages() to list the packages of this computer.',
  'ImportSecurityContextW SEC_E_INVALID_TOKEN':
    'Pass packageName, packedContext and bufferType exactly as export() returned them, on the same computer.',
  'ImportSecurityContextW SEC_E_UNSUPPORTED_FUNCTION':
    'This package cannot import security contexts. Authenticate with a package that can.',
  'ExportSecurityContext SEC_E_UNSUPPORTED_FUNCTION':
    'This package cannot export this security context with these flags. Authenticate with a package that can, or ' +
    "send the client's access token with sendAccessToken().",
  'ExportSecurityContext ERR_SSPI_NO_RESULT':
    'With DELETE_OLD the session is lost: authenticate again.',
  'VerifySignature SEC_E_BUFFER_TOO_SMALL':
    'The signature is shorter than a signature of this package. Pass the whole signature.',
  'DecryptMessage SEC_E_BUFFER_TOO_SMALL':
    'The trailer is shorter than a trailer of this package. Pass the parts as encrypt() returned them.',
  'EncryptMessage SEC_E_BUFFER_TOO_SMALL':
    'The trailer needs room for query("sizes").securityTrailer bytes, and the padding for .blockSize bytes.',
  'GetTokenInformation ERROR_ACCESS_DENIED': 'The access token needs the right TOKEN_QUERY.',
  'OpenProcess ERROR_INVALID_PARAMETER': 'Check that the process still runs.',
  'OpenProcess ERROR_ACCESS_DENIED':
    'This process needs PROCESS_DUP_HANDLE on the receiver. Run both processes as the same user.',
};

function hex(value: number): string {
  return `0x${value.toString(16).padStart(8, '0')}`;
}

function nameOf(status: number): readonly [code: string, meaning: string] {
  if (status === SEC_E_OK) {
    return [
      'ERR_SSPI_NO_RESULT',
      'The security package reported success without returning a result.',
    ];
  }
  return (
    securityStatuses.get(status) ?? [
      hex(status),
      'The security package returned a status that Windows does not define.',
    ]
  );
}

function describe(call: string, subject: string, code: string, value: string, meaning: string) {
  const remedy = remedies[`${call} ${code}`];
  return [`${call} failed${subject}: ${code} (${value}).`, meaning, remedy]
    .filter(Boolean)
    .join(' ');
}

/**
 * An SSPI function that failed with a SECURITY_STATUS, or reported success without returning a result.
 *
 * @see https://learn.microsoft.com/windows/win32/secauthn/sspi-status-codes
 * @category Errors
 */
export class SspiError extends Error {
  override readonly name = 'SspiError';
  /**
   * The name of the status (`'SEC_E_INVALID_HANDLE'`), or its value in hex if it has no name.
   * ERR_SSPI_NO_RESULT if a package returned SEC_E_OK without a result.
   */
  readonly code: string;
  /** The status as an unsigned 32-bit number (0x80090301). */
  readonly status: number;
  /** The Win32 function that failed (`'ExportSecurityContext'`). */
  readonly syscall: string;
  /** The name of the security package, if it is known. */
  readonly packageName: string | undefined;

  /** @param advice Further sentences for the message. */
  constructor(syscall: string, status: number, packageName?: string, advice?: string) {
    requireText('syscall', syscall);
    const [code, meaning] = nameOf(requireUint32('status', status));
    const subject =
      packageName === undefined ? '' : ` for the security package ${JSON.stringify(packageName)}`;
    const message = describe(syscall, subject, code, hex(status), meaning);
    super(advice === undefined ? message : `${message} ${advice}`);
    this.code = code;
    this.status = status;
    this.syscall = syscall;
    this.packageName = packageName;
    beginInPublicFunction(this);
  }
}

/**
 * A Win32 function outside SSPI that failed.
 *
 * @see https://learn.microsoft.com/windows/win32/debug/system-error-codes
 * @category Errors
 */
export class WindowsError extends Error {
  override readonly name = 'WindowsError';
  /** The name of the error (`'ERROR_ACCESS_DENIED'`), or `'ERROR_'` and its number. */
  readonly code: string;
  /** The number of the error: the result of GetLastError() (5). */
  readonly errno: number;
  /** The Win32 function that failed (`'OpenProcess'`). */
  readonly syscall: string;

  constructor(syscall: string, errno: number) {
    requireText('syscall', syscall);
    requireUint32('errno', errno);
    const [code, meaning] = win32Errors.get(errno) ?? [`ERROR_${String(errno)}`, ''];
    super(describe(syscall, '', code, String(errno), meaning));
    this.code = code;
    this.errno = errno;
    this.syscall = syscall;
    beginInPublicFunction(this);
  }
}

/**
 * The codes of SspiUsageError. A function that can throw ERR_SSPI_UNSUPPORTED_PLATFORM can also throw
 * ERR_SSPI_LOAD_FAILED at its first use: the native addon is missing or cannot be loaded. The message states
 * the reason and a remedy; `cause` is the error of Node.js, if there was one.
 *
 * @category Errors
 */
export type SspiUsageErrorCode =
  | 'ERR_SSPI_ALREADY_LISTENING'
  | 'ERR_SSPI_CONTEXT_BUSY'
  | 'ERR_SSPI_CONTEXT_EXPORTED'
  | 'ERR_SSPI_CONTEXT_IMPORTED'
  | 'ERR_SSPI_DISPOSED'
  | 'ERR_SSPI_HANDSHAKE_COMPLETE'
  | 'ERR_SSPI_HANDSHAKE_NOT_COMPLETE'
  | 'ERR_SSPI_INSUFFICIENT_IMPERSONATION'
  | 'ERR_SSPI_INSUFFICIENT_PROTECTION'
  | 'ERR_SSPI_LOAD_FAILED'
  | 'ERR_SSPI_NO_CHANNEL_BINDINGS'
  | 'ERR_SSPI_NOT_ENCRYPTED'
  | 'ERR_SSPI_UNSUPPORTED_PLATFORM';

/**
 * A call that was refused before it reached Windows. It has changed nothing. There are two exceptions:
 *
 * - ERR_SSPI_NOT_ENCRYPTED: Windows has processed the message, which was only signed. The message counts as
 *   received and cannot be decrypted again, and `decryptInPlace` may have written to its parts.
 * - ERR_SSPI_INSUFFICIENT_PROTECTION and ERR_SSPI_INSUFFICIENT_IMPERSONATION: the handshake is complete and
 *   granted less than required. The context is disposed.
 *
 * @category Errors
 */
export class SspiUsageError extends Error {
  override readonly name = 'SspiUsageError';
  /** The code, for programs. */
  readonly code: SspiUsageErrorCode;

  constructor(code: SspiUsageErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    beginInPublicFunction(this);
  }
}
