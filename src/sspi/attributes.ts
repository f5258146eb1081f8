import { requireOneOf } from '../arguments';
import type { NativeAccessToken } from '../native-types';
import { type AccessToken, wrapAccessToken } from '../windows/access-token';
import { fileTimeToDate } from '../windows/file-time';
import type { SecurityPackage } from './package';

/**
 * The sizes that message protection needs, in bytes.
 *
 * @see https://learn.microsoft.com/windows/win32/api/sspi/ns-sspi-secpkgcontext_sizes
 */
export interface ContextSizes {
  /** The largest handshake message. */
  readonly maxToken: number;
  /** The largest signature that `sign` makes. */
  readonly maxSignature: number;
  /** What encrypted messages are padded to; 1 for no padding. */
  readonly blockSize: number;
  /** The largest trailer that `encrypt` makes. */
  readonly securityTrailer: number;
}

/**
 * The sizes of a stream's records, in bytes.
 *
 * @see https://learn.microsoft.com/windows/win32/api/sspi/ns-sspi-secpkgcontext_streamsizes
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
 * What the session's keys are for, and how long they are.
 *
 * @see https://learn.microsoft.com/windows/win32/api/sspi/ns-sspi-secpkgcontext_keyinfow
 */
export interface KeyInfo {
  readonly signatureAlgorithmName: string;
  readonly encryptAlgorithmName: string;
  /** In bits. */
  readonly keySize: number;
  /** An identifier of the package's own, as is encryptAlgorithm. */
  readonly signatureAlgorithm: number;
  readonly encryptAlgorithm: number;
}

/**
 * What Schannel has agreed on: SP_PROT_* and ALG_ID values, strengths in bits.
 *
 * @see https://learn.microsoft.com/windows/win32/api/schannel/ns-schannel-secpkgcontext_connectioninfo
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

/** SECPKG_NEGOTIATION_*, in its order. */
const negotiationStates = [
  'complete',
  'optimistic',
  'in-progress',
  'direct',
  'try-multicred',
] as const;
export type NegotiationState = (typeof negotiationStates)[number];

/** SECPKG_ATTR_LCT_STATUS, in its order. */
const lastClientTokenStatuses = ['yes', 'no', 'maybe'] as const;
export type LastClientTokenStatus = (typeof lastClientTokenStatuses)[number];

/**
 * The attributes that a context can be asked for, by name: SECPKG_ATTR_*. A package answers some of
 * them, and to the others SEC_E_UNSUPPORTED_FUNCTION.
 *
 * @see https://learn.microsoft.com/windows/win32/api/sspi/nf-sspi-querycontextattributesw
 */
export interface ContextAttributes {
  /** The client's access token: a duplicate, which is the caller's to dispose. */
  readonly accessToken: AccessToken;
  /** The protocol that ALPN settled on, or null. */
  readonly applicationProtocol: string | null;
  /** The target name that the client gave. */
  readonly clientSpecifiedTarget: string;
  readonly connectionInfo: ConnectionInfo;
  /** The application data of the tls-server-end-point channel bindings. */
  readonly endpointBindings: Buffer;
  /** What was granted: a sum of IscRet for a client, of AscRet for a server. */
  readonly flags: number;
  /** Whether client and server are on one computer. */
  readonly isLoopback: boolean;
  readonly keyInfo: KeyInfo;
  /** Whether the token just taken was the last one that the client has. */
  readonly lastClientTokenStatus: LastClientTokenStatus;
  /** From when to when the context is good; null for no limit. */
  readonly lifespan: { readonly start: Date | null; readonly expiry: Date | null };
  /** The client's name, as `'DOMAIN\\user'` or as the package writes it. */
  readonly names: string;
  /** Both names as the package itself writes them. */
  readonly nativeNames: { readonly clientName: string; readonly serverName: string };
  readonly negotiationInfo: {
    /** The package that Negotiate has chosen. */
    readonly packageInfo: SecurityPackage;
    readonly state: NegotiationState;
  };
  /** The package that the handshake settled on. */
  readonly packageInfo: SecurityPackage;
  /** The peer's certificate, DER-encoded: `new X509Certificate(…)` reads it. */
  readonly remoteCertificate: Buffer;
  /** The session's key: a secret, to be wiped after use. */
  readonly sessionKey: Buffer;
  readonly sizes: ContextSizes;
  readonly streamSizes: StreamSizes;
  /** The application data of the tls-unique channel bindings. */
  readonly uniqueBindings: Buffer;
}

export type ContextAttributeName = keyof ContextAttributes;

/** How the addon's answer becomes the attribute; most are plain already. */
const attributes: Readonly<Record<ContextAttributeName, (answer: never) => unknown>> = {
  accessToken: (token: NativeAccessToken) => wrapAccessToken(token),
  applicationProtocol: asItIs,
  clientSpecifiedTarget: asItIs,
  connectionInfo: asItIs,
  endpointBindings: asItIs,
  flags: asItIs,
  isLoopback: asItIs,
  keyInfo: asItIs,
  lastClientTokenStatus: (status: number) => lastClientTokenStatuses[status] ?? 'maybe',
  lifespan: ({ start, expiry }: { start: bigint; expiry: bigint }) => ({
    start: fileTimeToDate(start),
    expiry: fileTimeToDate(expiry),
  }),
  names: asItIs,
  nativeNames: asItIs,
  negotiationInfo: ({ state, packageInfo }: { state: number; packageInfo: SecurityPackage }) => ({
    packageInfo,
    state: negotiationStates[state] ?? 'in-progress',
  }),
  packageInfo: asItIs,
  remoteCertificate: asItIs,
  sessionKey: asItIs,
  sizes: asItIs,
  streamSizes: asItIs,
  uniqueBindings: asItIs,
};

/**
 * The attributes that describe a handshake while it goes on. Learn says of SECPKG_ATTR_NEGOTIATION_INFO
 * that it can be queried after SEC_I_CONTINUE_NEEDED, and of SECPKG_ATTR_LAST_CLIENT_TOKEN_STATUS that it
 * describes the most recent token. It says nothing like that of the others, which need keys or names.
 */
const ofHalfOpenContexts: ReadonlySet<ContextAttributeName> = new Set([
  'lastClientTokenStatus',
  'negotiationInfo',
  'packageInfo',
]);

export function isOfHalfOpenContexts(name: ContextAttributeName): boolean {
  return ofHalfOpenContexts.has(name);
}

function asItIs(answer: unknown): unknown {
  return answer;
}

const attributeNames = Object.keys(attributes) as ContextAttributeName[];

export function requireAttributeName(name: unknown): ContextAttributeName {
  return requireOneOf('attribute', attributeNames, name);
}

export function toAttribute<Name extends ContextAttributeName>(
  name: Name,
  answer: unknown,
): ContextAttributes[Name] {
  return attributes[name](answer as never) as ContextAttributes[Name];
}
