import { requireText, requireUint32 } from './arguments';
import { beginInPublicFunction } from './call-stack';
import { securityStatuses } from './security-status';
import { win32Errors } from './win32-error';

export const SEC_E_OK = 0;

/** What to do about a status that the caller of a function can mend. */
const remedies: Readonly<Record<string, string>> = {
  'AcquireCredentialsHandleW SEC_E_NO_CREDENTIALS':
    'Pass an identity (user, domain, password), or use a package that knows the current user.',
  'AcquireCredentialsHandleW SEC_E_UNKNOWN_CREDENTIALS':
    'Check the identity, and that the credentials are for the use that is asked for.',
  'QuerySecurityPackageInfoW SEC_E_SECPKG_NOT_FOUND':
    'enumerateSecurityPackages() lists the packages of this computer.',
  'ImportSecurityContextW SEC_E_SECPKG_NOT_FOUND':
    'enumerateSecurityPackages() lists the packages of this computer.',
  'ImportSecurityContextW SEC_E_INVALID_TOKEN':
    'Pass packedContext and bufferType just as export() gave them, on the same computer, under the same packageName.',
  'ImportSecurityContextW SEC_E_UNSUPPORTED_FUNCTION':
    'This package cannot import security contexts; authenticate with one that can.',
  'ExportSecurityContext SEC_E_UNSUPPORTED_FUNCTION':
    'This package cannot export this security context with these flags; authenticate with one that can.',
  'ExportSecurityContext ERR_SSPI_NO_RESULT':
    'If it was to delete the old context, the session is lost: authenticate again.',
  'VerifySignature SEC_E_BUFFER_TOO_SMALL':
    'The signature is shorter than the signatures of this package.',
  'DecryptMessage SEC_E_BUFFER_TOO_SMALL':
    'The trailer is shorter than the trailers of this package: pass the parts as encrypt() returned them.',
  'EncryptMessage SEC_E_BUFFER_TOO_SMALL':
    'The trailer needs room for query("sizes").securityTrailer bytes, and the padding for .blockSize bytes.',
  'GetTokenInformation ERROR_ACCESS_DENIED': 'TOKEN_QUERY on the access token is needed.',
  'OpenProcess ERROR_INVALID_PARAMETER': 'Check that the process still runs.',
  'OpenProcess ERROR_ACCESS_DENIED':
    'PROCESS_DUP_HANDLE on the target process is needed: run both as the same user.',
};

function hex(value: number): string {
  return `0x${value.toString(16).padStart(8, '0')}`;
}

function nameOf(status: number): readonly [code: string, meaning: string] {
  if (status === SEC_E_OK) {
    return [
      'ERR_SSPI_NO_RESULT',
      'The security package answered SEC_E_OK, but gave nothing with it.',
    ];
  }
  return (
    securityStatuses.get(status) ?? [hex(status), 'The security package gave a status of its own.']
  );
}

function describe(call: string, subject: string, code: string, value: string, meaning: string) {
  const remedy = remedies[`${call} ${code}`];
  return [`${call} failed${subject}: ${code} (${value}).`, meaning, remedy]
    .filter(Boolean)
    .join(' ');
}

/**
 * A function of SSPI that answered with a SECURITY_STATUS other than success, or with a success
 * that was none.
 *
 * @see https://learn.microsoft.com/windows/win32/secauthn/sspi-status-codes
 */
export class SspiError extends Error {
  override readonly name = 'SspiError';
  /**
   * The status by name (`'SEC_E_INVALID_HANDLE'`), or in hex where it has no name. ERR_SSPI_NO_RESULT
   * where a package answered SEC_E_OK, and then did not give what it was asked for.
   */
  readonly code: string;
  /** The status as an unsigned 32-bit number (0x80090301). */
  readonly status: number;
  /** The Win32 function that answered (`'ExportSecurityContext'`). */
  readonly syscall: string;
  /** The security package that was asked, where it is known. */
  readonly packageName: string | undefined;

  /** @param advice More sentences for the message. */
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
 */
export class WindowsError extends Error {
  override readonly name = 'WindowsError';
  /** The error by name (`'ERROR_ACCESS_DENIED'`), or `'ERROR_'` and its number. */
  readonly code: string;
  /** What GetLastError() gave (5). */
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
 * Why an object cannot be used, or the whole package here. The first use of whatever asks Windows can
 * also give ERR_SSPI_LOAD_FAILED, wherever ERR_SSPI_UNSUPPORTED_PLATFORM is named: then the binary is
 * missing, or cannot be used. The message names the cause and a remedy; `cause` is the error of Node.js,
 * if there was one.
 */
export type SspiUsageErrorCode =
  | 'ERR_SSPI_ALREADY_LISTENING'
  | 'ERR_SSPI_CONTEXT_BUSY'
  | 'ERR_SSPI_CONTEXT_EXPORTED'
  | 'ERR_SSPI_DISPOSED'
  | 'ERR_SSPI_HANDSHAKE_COMPLETE'
  | 'ERR_SSPI_HANDSHAKE_NOT_COMPLETE'
  | 'ERR_SSPI_LOAD_FAILED'
  | 'ERR_SSPI_NO_CHANNEL_BINDINGS'
  | 'ERR_SSPI_NOT_ENCRYPTED'
  | 'ERR_SSPI_UNSUPPORTED_PLATFORM';

/**
 * A call that was refused before it reached Windows. Nothing was changed, closed or lost by it, but for
 * ERR_SSPI_NOT_ENCRYPTED: Windows has then taken the message, which was only signed. It counts as
 * received, and cannot be decrypted again; `decryptInPlace` may have written to its parts.
 */
export class SspiUsageError extends Error {
  override readonly name = 'SspiUsageError';
  readonly code: SspiUsageErrorCode;

  constructor(code: SspiUsageErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    beginInPublicFunction(this);
  }
}
