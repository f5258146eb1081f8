import { requireFlagSum, requireObject, requireUint32 } from '../arguments';

/**
 * The flags that a client can request: ISC_REQ_* of InitializeSecurityContext, without the prefix.
 * ALLOCATE_MEMORY is left out, because this package always supplies the output buffer.
 *
 * @see https://learn.microsoft.com/windows/win32/api/sspi/nf-sspi-initializesecuritycontextw
 * @category Contexts
 */
export const IscReq = {
  DELEGATE: 0x00000001,
  MUTUAL_AUTH: 0x00000002,
  REPLAY_DETECT: 0x00000004,
  SEQUENCE_DETECT: 0x00000008,
  CONFIDENTIALITY: 0x00000010,
  USE_SESSION_KEY: 0x00000020,
  PROMPT_FOR_CREDS: 0x00000040,
  USE_SUPPLIED_CREDS: 0x00000080,
  USE_DCE_STYLE: 0x00000200,
  DATAGRAM: 0x00000400,
  CONNECTION: 0x00000800,
  CALL_LEVEL: 0x00001000,
  FRAGMENT_SUPPLIED: 0x00002000,
  EXTENDED_ERROR: 0x00004000,
  STREAM: 0x00008000,
  INTEGRITY: 0x00010000,
  IDENTIFY: 0x00020000,
  NULL_SESSION: 0x00040000,
  MANUAL_CRED_VALIDATION: 0x00080000,
  FRAGMENT_TO_FIT: 0x00200000,
  FORWARD_CREDENTIALS: 0x00400000,
  NO_INTEGRITY: 0x00800000,
  USE_HTTP_STYLE: 0x01000000,
  UNVERIFIED_TARGET_NAME: 0x20000000,
  CONFIDENTIALITY_ONLY: 0x40000000,
} as const;

/**
 * The flags that a client was granted: ISC_RET_*, without the prefix.
 *
 * @see https://learn.microsoft.com/windows/win32/api/sspi/nf-sspi-initializesecuritycontextw
 * @category Contexts
 */
export const IscRet = {
  DELEGATE: 0x00000001,
  MUTUAL_AUTH: 0x00000002,
  REPLAY_DETECT: 0x00000004,
  SEQUENCE_DETECT: 0x00000008,
  CONFIDENTIALITY: 0x00000010,
  USE_SESSION_KEY: 0x00000020,
  USED_COLLECTED_CREDS: 0x00000040,
  USED_SUPPLIED_CREDS: 0x00000080,
  USED_DCE_STYLE: 0x00000200,
  DATAGRAM: 0x00000400,
  CONNECTION: 0x00000800,
  INTERMEDIATE_RETURN: 0x00001000,
  CALL_LEVEL: 0x00002000,
  EXTENDED_ERROR: 0x00004000,
  STREAM: 0x00008000,
  INTEGRITY: 0x00010000,
  IDENTIFY: 0x00020000,
  NULL_SESSION: 0x00040000,
  MANUAL_CRED_VALIDATION: 0x00080000,
  FRAGMENT_ONLY: 0x00200000,
  FORWARD_CREDENTIALS: 0x00400000,
  USED_HTTP_STYLE: 0x01000000,
  NO_ADDITIONAL_TOKEN: 0x02000000,
  REAUTHENTICATION: 0x08000000,
  CONFIDENTIALITY_ONLY: 0x40000000,
} as const;

/**
 * The flags that a server can request: ASC_REQ_* of AcceptSecurityContext, without the prefix. Some values
 * differ from the client's.
 *
 * @see https://learn.microsoft.com/windows/win32/api/sspi/nf-sspi-acceptsecuritycontext
 * @category Contexts
 */
export const AscReq = {
  DELEGATE: 0x00000001,
  MUTUAL_AUTH: 0x00000002,
  REPLAY_DETECT: 0x00000004,
  SEQUENCE_DETECT: 0x00000008,
  CONFIDENTIALITY: 0x00000010,
  USE_SESSION_KEY: 0x00000020,
  SESSION_TICKET: 0x00000040,
  USE_DCE_STYLE: 0x00000200,
  DATAGRAM: 0x00000400,
  CONNECTION: 0x00000800,
  CALL_LEVEL: 0x00001000,
  FRAGMENT_SUPPLIED: 0x00002000,
  EXTENDED_ERROR: 0x00008000,
  STREAM: 0x00010000,
  INTEGRITY: 0x00020000,
  LICENSING: 0x00040000,
  IDENTIFY: 0x00080000,
  ALLOW_NULL_SESSION: 0x00100000,
  ALLOW_NON_USER_LOGONS: 0x00200000,
  ALLOW_CONTEXT_REPLAY: 0x00400000,
  FRAGMENT_TO_FIT: 0x00800000,
  NO_TOKEN: 0x01000000,
  PROXY_BINDINGS: 0x04000000,
  ALLOW_MISSING_BINDINGS: 0x10000000,
} as const;

/**
 * The flags that a server was granted: ASC_RET_*, without the prefix.
 *
 * @see https://learn.microsoft.com/windows/win32/api/sspi/nf-sspi-acceptsecuritycontext
 * @category Contexts
 */
export const AscRet = {
  DELEGATE: 0x00000001,
  MUTUAL_AUTH: 0x00000002,
  REPLAY_DETECT: 0x00000004,
  SEQUENCE_DETECT: 0x00000008,
  CONFIDENTIALITY: 0x00000010,
  USE_SESSION_KEY: 0x00000020,
  SESSION_TICKET: 0x00000040,
  USED_DCE_STYLE: 0x00000200,
  DATAGRAM: 0x00000400,
  CONNECTION: 0x00000800,
  CALL_LEVEL: 0x00002000,
  THIRD_LEG_FAILED: 0x00004000,
  EXTENDED_ERROR: 0x00008000,
  STREAM: 0x00010000,
  INTEGRITY: 0x00020000,
  LICENSING: 0x00040000,
  IDENTIFY: 0x00080000,
  NULL_SESSION: 0x00100000,
  ALLOW_NON_USER_LOGONS: 0x00200000,
  ALLOW_CONTEXT_REPLAY: 0x00400000,
  FRAGMENT_ONLY: 0x00800000,
  NO_TOKEN: 0x01000000,
  NO_ADDITIONAL_TOKEN: 0x02000000,
} as const;

/**
 * The flags of an export: SECPKG_CONTEXT_EXPORT_*, without the prefix.
 *
 * @see https://learn.microsoft.com/windows/win32/api/sspi/nf-sspi-exportsecuritycontext
 * @category Contexts
 */
export const ExportFlags = {
  /** The new context starts in its initial state, with its first message sequence numbers. */
  RESET_NEW: 0x00000001,
  /** The old context is deleted. The context moves and is not copied. */
  DELETE_OLD: 0x00000002,
  /** For Schannel in kernel mode. Windows does not support it, and packages refuse it. */
  TO_KERNEL: 0x00000004,
} as const;

/**
 * The SecBuffer types of an exported context.
 *
 * @see https://learn.microsoft.com/windows/win32/api/sspi/ns-sspi-secbuffer
 * @category Contexts
 */
export const SecBufferType = {
  EMPTY: 0,
  DATA: 1,
  TOKEN: 2,
} as const;

/**
 * The capabilities of a security package: SECPKG_FLAG_*, without the prefix. No flag says whether the
 * package can export contexts: see `probeExport()`.
 *
 * @see https://learn.microsoft.com/windows/win32/api/sspi/ns-sspi-secpkginfow
 * @category Contexts
 */
export const PackageCapability = {
  INTEGRITY: 0x00000001,
  PRIVACY: 0x00000002,
  TOKEN_ONLY: 0x00000004,
  DATAGRAM: 0x00000008,
  CONNECTION: 0x00000010,
  MULTI_REQUIRED: 0x00000020,
  CLIENT_ONLY: 0x00000040,
  EXTENDED_ERROR: 0x00000080,
  IMPERSONATION: 0x00000100,
  ACCEPT_WIN32_NAME: 0x00000200,
  STREAM: 0x00000400,
  NEGOTIABLE: 0x00000800,
  GSS_COMPATIBLE: 0x00001000,
  LOGON: 0x00002000,
  ASCII_BUFFERS: 0x00004000,
  FRAGMENT: 0x00008000,
  MUTUAL_AUTH: 0x00010000,
  DELEGATION: 0x00020000,
  READONLY_WITH_CHECKSUM: 0x00040000,
  RESTRICTED_TOKENS: 0x00080000,
  NEGO_EXTENDER: 0x00100000,
  NEGOTIABLE2: 0x00200000,
  APPCONTAINER_PASSTHROUGH: 0x00400000,
  APPCONTAINER_CHECKS: 0x00800000,
  CREDENTIAL_ISOLATION_ENABLED: 0x01000000,
  APPLY_LOOPBACK: 0x02000000,
} as const;

/**
 * Names the flags in a sum, for logs.
 *
 * @example
 * ```ts
 * flagNames(IscRet, client.attributes); // ['MUTUAL_AUTH', 'INTEGRITY']
 * ```
 * @param flags A table of this package: IscReq, IscRet, AscReq, AscRet, ExportFlags, …
 * @param sum A 32-bit number. It may be negative, because `|` makes sums with the highest flag negative.
 * @returns The names, and the remaining bits in hex.
 * @throws {TypeError} ERR_INVALID_ARG_TYPE.
 * @throws {RangeError} ERR_OUT_OF_RANGE.
 * @category Contexts
 */
export function flagNames(flags: Readonly<Record<string, number>>, sum: number): string[] {
  requireObject('flags', flags);
  const bits = requireFlagSum('sum', sum);
  const known = Object.entries(flags).filter(
    ([name, flag]) => (bits & requireUint32(`flags.${name}`, flag)) !== 0,
  );
  const rest = known.reduce((left, [, flag]) => left & ~flag, bits) >>> 0;
  const names = known.map(([name]) => name);
  return rest === 0 ? names : [...names, `0x${rest.toString(16)}`];
}
