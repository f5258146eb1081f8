import { requireOneOf } from '../arguments';
import { errorOf, native, valueOf } from '../native';
import type { NativeAccessToken } from '../native-types';
import { AccessToken } from '../windows/access-token';
import { fileTimeToDate } from '../windows/file-time';
import type { ContextMembers } from './context-core';
import type { ContextSizes } from './context-sizes';
import type { SecurityPackage } from './package';

/**
 * The sizes of a stream's records, in bytes.
 *
 * @see https://learn.microsoft.com/windows/win32/api/sspi/ns-sspi-secpkgcontext_streamsizes
 * @category Contexts
 */
export interface StreamSizes {
  readonly header: number;
  readonly trailer: number;
  /** The longest message that one record holds. */
  readonly maximumMessage: number;
  readonly buffers: number;
  readonly blockSize: number;
}

/**
 * The algorithms and the length of the session's keys.
 *
 * @see https://learn.microsoft.com/windows/win32/api/sspi/ns-sspi-secpkgcontext_keyinfow
 * @category Contexts
 */
export interface KeyInfo {
  readonly signatureAlgorithmName: string;
  readonly encryptAlgorithmName: string;
  /** In bits. */
  readonly keySize: number;
  /** An identifier that the security package defines. */
  readonly signatureAlgorithm: number;
  /** An identifier that the security package defines. */
  readonly encryptAlgorithm: number;
}

/**
 * The protocol and algorithms of a Schannel connection: SP_PROT_* and ALG_ID values, strengths in bits.
 *
 * @see https://learn.microsoft.com/windows/win32/api/schannel/ns-schannel-secpkgcontext_connectioninfo
 * @category Contexts
 */
export interface ConnectionInfo {
  readonly protocol: number;
  readonly cipher: number;
  readonly cipherStrength: number;
  readonly hash: number;
  readonly hashStrength: number;
  readonly exchange: number;
  readonly exchangeStrength: number;
}

/** The SECPKG_NEGOTIATION_* states, by value. */
const negotiationStates = [
  'complete',
  'optimistic',
  'in-progress',
  'direct',
  'try-multicred',
] as const;

/**
 * The progress of Negotiate.
 *
 * @category Contexts
 */
export type NegotiationState = (typeof negotiationStates)[number];

/** The values of SECPKG_ATTR_LCT_STATUS. */
const lastClientTokenStatuses = ['yes', 'no', 'maybe'] as const;

/**
 * Whether the latest token was the last token of the client.
 *
 * @category Contexts
 */
export type LastClientTokenStatus = (typeof lastClientTokenStatuses)[number];

/**
 * The attributes of `SecurityContext.query()`, by name: SECPKG_ATTR_*. Each security package supports some
 * of them, and returns SEC_E_UNSUPPORTED_FUNCTION for the others.
 *
 * @see https://learn.microsoft.com/windows/win32/api/sspi/nf-sspi-querycontextattributesw
 * @category Contexts
 */
export interface ContextAttributes {
  /** A duplicate of the client's access token. The caller disposes of it. */
  readonly accessToken: AccessToken;
  /** The protocol that ALPN selected, or null. */
  readonly applicationProtocol: string | null;
  /** The target name that the client passed. */
  readonly clientSpecifiedTarget: string;
  readonly connectionInfo: ConnectionInfo;
  /** The application data of the tls-server-end-point channel bindings. */
  readonly endpointBindings: Buffer;
  /** The granted flags: a sum of IscRet for a client, of AscRet for a server. */
  readonly flags: number;
  /** Whether client and server are on the same computer. */
  readonly isLoopback: boolean;
  readonly keyInfo: KeyInfo;
  /** Whether the token of the latest step was the last token of the client. */
  readonly lastClientTokenStatus: LastClientTokenStatus;
  /** The period in which the context is valid. Null means no limit. */
  readonly lifespan: { readonly start: Date | null; readonly expiry: Date | null };
  /** The client's name, as `'DOMAIN\\user'` or in the security package's own form. */
  readonly names: string;
  /** Both names in the security package's own form. */
  readonly nativeNames: { readonly clientName: string; readonly serverName: string };
  readonly negotiationInfo: {
    /** The security package that Negotiate has chosen. */
    readonly packageInfo: SecurityPackage;
    readonly state: NegotiationState;
  };
  /** The security package that the handshake settled on. */
  readonly packageInfo: SecurityPackage;
  /** The peer's certificate in DER, for `new X509Certificate(…)`. */
  readonly remoteCertificate: Buffer;
  /** The session's key. It is a secret: wipe it with `fill(0)` after use. */
  readonly sessionKey: Buffer;
  readonly sizes: ContextSizes;
  readonly streamSizes: StreamSizes;
  /** The application data of the tls-unique channel bindings. */
  readonly uniqueBindings: Buffer;
}

/**
 * The name of an attribute for `SecurityContext.query()`.
 *
 * @category Contexts
 */
export type ContextAttributeName = keyof ContextAttributes;

/** The conversions of the addon's values into attributes. */
const conversions: Readonly<Record<ContextAttributeName, (value: never) => unknown>> = {
  accessToken: (token: NativeAccessToken) => AccessToken.wrap(token),
  applicationProtocol: unchanged,
  clientSpecifiedTarget: unchanged,
  connectionInfo: unchanged,
  endpointBindings: unchanged,
  flags: unchanged,
  isLoopback: unchanged,
  keyInfo: unchanged,
  lastClientTokenStatus: (status: number) => lastClientTokenStatuses[status] ?? 'maybe',
  lifespan: ({ start, expiry }: { start: bigint; expiry: bigint }) => ({
    start: fileTimeToDate(start),
    expiry: fileTimeToDate(expiry),
  }),
  names: unchanged,
  nativeNames: unchanged,
  negotiationInfo: ({ state, packageInfo }: { state: number; packageInfo: SecurityPackage }) => ({
    packageInfo,
    state: negotiationStates[state] ?? 'in-progress',
  }),
  packageInfo: unchanged,
  remoteCertificate: unchanged,
  sessionKey: unchanged,
  sizes: unchanged,
  streamSizes: unchanged,
  uniqueBindings: unchanged,
};

/**
 * The attributes that exist before the handshake is complete. According to Microsoft Learn,
 * SECPKG_ATTR_NEGOTIATION_INFO can be queried after SEC_I_CONTINUE_NEEDED, and
 * SECPKG_ATTR_LAST_CLIENT_TOKEN_STATUS describes the latest token. The other attributes need keys or names.
 */
const handshakeAttributes: ReadonlySet<ContextAttributeName> = new Set([
  'lastClientTokenStatus',
  'negotiationInfo',
  'packageInfo',
]);

const attributeNames = Object.keys(conversions) as ContextAttributeName[];

export function queryAttribute<Name extends ContextAttributeName>(
  context: ContextMembers,
  attribute: Name,
): ContextAttributes[Name] {
  requireOneOf('attribute', attributeNames, attribute);
  context.assertIdle();
  const { core } = context;
  if (core.handshakeState === 'fresh' || !handshakeAttributes.has(attribute)) {
    core.assertEstablished(`return the attribute "${attribute}"`);
  }
  const outcome = native().SecurityContext.query(core.native, attribute);
  if (outcome.failure !== undefined && core.handshakeState !== 'complete') {
    const advice = 'The handshake is not complete: the package may return this attribute later.';
    throw errorOf(outcome.failure, core.packageName, advice);
  }
  const value = valueOf(outcome, core.packageName);
  return conversions[attribute](value as never) as ContextAttributes[Name];
}

function unchanged(value: unknown): unknown {
  return value;
}
