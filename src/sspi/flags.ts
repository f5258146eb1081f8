import { requireFlagSum, requireObject, requireUint32 } from '../arguments';

/**
 * What a client asks of the handshake: ISC_REQ_* of InitializeSecurityContext, without the prefix.
 * ALLOCATE_MEMORY is missing, since the output buffer is always this package's own.
 *
 * @see https://learn.microsoft.com/windows/win32/api/sspi/nf-sspi-initializesecuritycontextw
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

/** What a client was given: ISC_RET_*, without the prefix. */
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
 * What a server asks of the handshake: ASC_REQ_* of AcceptSecurityContext, without the prefix. The
 * values differ from the client's.
 *
 * @see https://learn.microsoft.com/windows/win32/api/sspi/nf-sspi-acceptsecuritycontext
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

/** What a server was given: ASC_RET_*, without the prefix. */
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
 * What becomes of a context when it is exported: SECPKG_CONTEXT_EXPORT_*, without the prefix.
 *
 * @see https://learn.microsoft.com/windows/win32/api/sspi/nf-sspi-exportsecuritycontext
 */
export const ExportFlags = {
  /** The new context starts from its initial state, its message sequence numbers among it. */
  RESET_NEW: 0x00000001,
  /** The old context is deleted: it moves, and is not copied. */
  DELETE_OLD: 0x00000002,
  /** For kernel-mode Schannel only; Windows does not support it today, and packages refuse it. */
  TO_KERNEL: 0x00000004,
} as const;

/**
 * SecBuffer types that an exported context can have.
 *
 * @see https://learn.microsoft.com/windows/win32/api/sspi/ns-sspi-secbuffer
 */
export const SecBufferType = {
  EMPTY: 0,
  DATA: 1,
  TOKEN: 2,
} as const;

/**
 * What a security package can do: SECPKG_FLAG_*, without the prefix. None of them says whether it
 * can export contexts.
 *
 * @see https://learn.microsoft.com/windows/win32/api/sspi/ns-sspi-secpkginfow
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
 * The names of the flags in a sum, for people to read.
 *
 * @example
 * ```ts
 * flagNames(IscRet, client.attributes); // ['MUTUAL_AUTH', 'INTEGRITY']
 * ```
 * @param flags One of this package's tables: IscReq, IscRet, AscReq, AscRet, ExportFlags, …
 * @param sum A 32-bit number; one that `|` has made negative will do.
 * @returns The names, and in hex what has none.
 * @throws {TypeError} ERR_INVALID_ARG_TYPE, {RangeError} ERR_OUT_OF_RANGE.
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
