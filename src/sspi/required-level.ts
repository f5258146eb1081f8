import { requireOneOf } from '../arguments';
import { SspiUsageError } from '../errors';
import { type ImpersonationLevel, impersonationLevels } from '../windows/token-information';
import { AscReq, AscRet, IscReq, IscRet } from './flags';

/** From the lowest. */
const protectionLevels = ['none', 'sign', 'encrypt-and-sign'] as const;

/**
 * The protection of messages that a handshake grants. `'sign'`: INTEGRITY. `'encrypt-and-sign'`: INTEGRITY and
 * CONFIDENTIALITY.
 *
 * @see https://learn.microsoft.com/dotnet/api/system.net.security.protectionlevel
 * @category Contexts
 */
export type ProtectionLevel = (typeof protectionLevels)[number];

/** The levels that a handshake must grant. */
export interface RequiredLevels {
  readonly protection: ProtectionLevel;
  readonly impersonation: ImpersonationLevel;
}

/** Validates the options of a client or, with `requiredImpersonationLevel`, of a server. */
export function requiredLevels(given: {
  readonly requiredProtection?: ProtectionLevel | undefined;
  readonly requiredImpersonationLevel?: ImpersonationLevel | undefined;
}): RequiredLevels {
  const { requiredProtection = 'none', requiredImpersonationLevel = 'anonymous' } = given;
  return {
    protection: requireOneOf('options.requiredProtection', protectionLevels, requiredProtection),
    impersonation: requireOneOf(
      'options.requiredImpersonationLevel',
      impersonationLevels,
      requiredImpersonationLevel,
    ),
  };
}

/** The flags to request for a protection. */
export function requirementsFor(side: 'client' | 'server', protection: ProtectionLevel): number {
  const { INTEGRITY, CONFIDENTIALITY } = side === 'client' ? IscReq : AscReq;
  return { none: 0, sign: INTEGRITY, 'encrypt-and-sign': INTEGRITY | CONFIDENTIALITY }[protection];
}

/** The facts of a complete handshake. */
export interface Granted {
  readonly side: 'client' | 'server';
  readonly attributes: number;
  /** The name of the package that was negotiated. */
  readonly packageName: string;
}

/**
 * The error of a handshake that granted less than required. Null if it granted enough. The rules are those of
 * .NET's NegotiateAuthentication.
 */
export function shortfall(required: RequiredLevels, granted: Granted): SspiUsageError | null {
  const impersonation = grantedImpersonation(granted);
  if (isLower(impersonationLevels, impersonation, required.impersonation)) {
    return new SspiUsageError(
      'ERR_SSPI_INSUFFICIENT_IMPERSONATION',
      `The client allows only the impersonation level "${impersonation}", and requiredImpersonationLevel is ` +
        `"${required.impersonation}". The context is disposed. Let the client drop IscReq.IDENTIFY, or, for ` +
        '"delegation", request IscReq.DELEGATE with Kerberos.',
    );
  }
  const protection = grantedProtection(granted);
  if (isLower(protectionLevels, protection, required.protection)) {
    return new SspiUsageError(
      'ERR_SSPI_INSUFFICIENT_PROTECTION',
      `The handshake granted the protection "${protection}", and requiredProtection is ` +
        `"${required.protection}". The context is disposed. Let both sides request INTEGRITY and, for ` +
        '"encrypt-and-sign", CONFIDENTIALITY.',
    );
  }
  return null;
}

/** @param levels From the lowest. */
function isLower<Level>(levels: readonly Level[], level: Level, other: Level): boolean {
  return levels.indexOf(level) < levels.indexOf(other);
}

function grantedProtection({ side, attributes }: Granted): ProtectionLevel {
  const { INTEGRITY, CONFIDENTIALITY } = side === 'client' ? IscRet : AscRet;
  if ((attributes & INTEGRITY) === 0) return 'none';
  return (attributes & CONFIDENTIALITY) === 0 ? 'sign' : 'encrypt-and-sign';
}

/** NTLM returns DELEGATE, but it cannot delegate. */
function grantedImpersonation({ side, attributes, packageName }: Granted): ImpersonationLevel {
  const { DELEGATE, IDENTIFY } = side === 'client' ? IscRet : AscRet;
  if ((attributes & DELEGATE) !== 0 && packageName !== 'NTLM') return 'delegation';
  return (attributes & IDENTIFY) !== 0 ? 'identification' : 'impersonation';
}
