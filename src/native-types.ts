import type { NativeAccessToken, NativeAccessTokenFunctions } from './native-access-token';
import type { kind } from './native-object';
import type {
  NativeAdoption,
  NativeOfferFunctions,
  NativeOrigin,
  NativeProcessFunctions,
  NativeTicket,
} from './native-offer';
import type { NativeFailure, Outcome } from './native-outcome';

export type * from './native-access-token';
export type * from './native-offer';
export type * from './native-outcome';

export interface NativeSecurityPackage {
  readonly name: string;
  readonly comment: string;
  readonly version: number;
  readonly rpcId: number;
  readonly maxTokenSize: number;
  readonly capabilities: number;
}

export interface NativeCredentials {
  readonly [kind]: 'Credentials';
}

interface NativeCredentialsFunctions {
  acquire(options: NativeAcquireOptions): Promise<Outcome<NativeCredentials>>;
  acquireSync(options: NativeAcquireOptions): Outcome<NativeCredentials>;
  expiry(credentials: NativeCredentials): bigint;
  maxTokenSize(credentials: NativeCredentials): number;
  /** The package's SECPKG_FLAG_*. */
  capabilities(credentials: NativeCredentials): number;
  queryName(credentials: NativeCredentials): Promise<Outcome<string>>;
  queryNameSync(credentials: NativeCredentials): Outcome<string>;
  dispose(credentials: NativeCredentials): void;
}

export interface NativeAcquireOptions {
  readonly packageName: string;
  readonly use: number;
  readonly principal: string;
  readonly packageList: string;
  readonly identity: NativeIdentity | null;
}

export interface NativeIdentity {
  readonly user: string;
  readonly domain: string;
  readonly password: string | Uint8Array;
}

export interface NativeHandshakeStep {
  readonly complete: boolean;
  readonly token: Buffer | null;
  readonly attributes: number;
  /** The halves of a FILETIME in UTC. */
  readonly expiryHigh: number;
  readonly expiryLow: number;
  readonly extra: number;
  /** Empty names until the handshake is complete. */
  readonly packageNames: NativePackageNames;
}

/** The package that the handshake settled on, by two attributes. The second name is empty for none. */
export type NativePackageNames = readonly [packageInfo: string, negotiationInfo: string];

export interface NativePackedContext {
  readonly packedContext: Buffer;
  readonly bufferType: number;
  readonly accessToken: NativeAccessToken | null;
}

export interface NativeRecord {
  readonly buffer: Buffer;
  readonly recordLength: number;
}

export interface NativeDecryptedRecord {
  readonly buffer: Buffer;
  readonly status: number;
  readonly dataOffset: number;
  readonly dataLength: number;
  readonly extra: number;
  readonly missing: number;
}

export interface NativeSecurityContext {
  readonly [kind]: 'SecurityContext';
}

type MessageParts = readonly [trailer: Uint8Array, data: Uint8Array, padding?: Uint8Array];

interface NativeSecurityContextFunctions {
  createClient(
    credentials: NativeCredentials,
    options: NativeHandshakeOptions & { readonly targetName: string },
  ): NativeSecurityContext;
  createServer(
    credentials: NativeCredentials,
    options: NativeHandshakeOptions,
  ): NativeSecurityContext;
  import(...args: ImportArguments): Promise<Outcome<NativeSecurityContext>>;
  importSync(...args: ImportArguments): Outcome<NativeSecurityContext>;
  step(
    context: NativeSecurityContext,
    token: Uint8Array | null,
  ): Promise<Outcome<NativeHandshakeStep>>;
  /**
   * Writes to `numbers`: complete, attributes, the two halves of the expiry, extra, the length of the token, and a
   * number for `settledPackages()`: 0 means other names; 1 means the packageName of the credentials, and an empty
   * second name; 2 means the packageName twice. The token is at the start of `room`.
   */
  stepSync(
    context: NativeSecurityContext,
    token: Uint8Array | null,
    room: Uint8Array,
    numbers: Uint32Array,
  ): NativeFailure | undefined;
  /** Empty names until the handshake is complete. */
  settledPackages(context: NativeSecurityContext): NativePackageNames;
  export(
    context: NativeSecurityContext,
    flags: number,
    withAccessToken: boolean,
  ): Promise<Outcome<NativePackedContext>>;
  exportSync(
    context: NativeSecurityContext,
    flags: number,
    withAccessToken: boolean,
  ): Outcome<NativePackedContext>;
  openAccessToken(context: NativeSecurityContext): Promise<Outcome<NativeAccessToken>>;
  openAccessTokenSync(context: NativeSecurityContext): Outcome<NativeAccessToken>;
  impersonate<Value>(context: NativeSecurityContext, action: () => Value): Outcome<Value>;
  query(context: NativeSecurityContext, attribute: string): Outcome<unknown>;
  /** Returns the length of the signature, which is at the start of `signature`. */
  sign(
    context: NativeSecurityContext,
    message: Uint8Array,
    signature: Uint8Array,
    qualityOfProtection: number,
  ): number | NativeFailure;
  /** Returns the quality of protection. */
  verify(
    context: NativeSecurityContext,
    message: Uint8Array,
    signature: Uint8Array,
  ): number | NativeFailure;
  /**
   * Reads from `numbers`: the room for the trailer, the room for the padding, and the quality of protection. Writes
   * to it: the offset of the encrypted message in `output`, and the lengths of trailer, data and padding, which
   * follow each other.
   */
  encrypt(
    context: NativeSecurityContext,
    message: Uint8Array,
    output: Uint8Array,
    numbers: Uint32Array,
  ): NativeFailure | undefined;
  /**
   * Reads the same from `numbers`. Writes to it, for each message: the start and the end of the encrypted message in
   * `output`. After a failure: the index of its message.
   */
  wrapAll(
    context: NativeSecurityContext,
    messages: readonly Uint8Array[],
    output: Uint8Array,
    numbers: Uint32Array,
  ): NativeFailure | undefined;
  /** Returns 0 if each part was used completely. Otherwise writes the lengths of the parts to `numbers`. */
  encryptInPlace(
    context: NativeSecurityContext,
    qualityOfProtection: number,
    numbers: Uint32Array,
    ...parts: MessageParts
  ): 0 | NativeFailure | undefined;
  /**
   * Returns the quality of protection if the plaintext fills the data. Otherwise writes to `numbers`: offset and
   * length of the plaintext in the data, and the quality of protection.
   */
  decryptInPlace(
    context: NativeSecurityContext,
    numbers: Uint32Array,
    ...parts: MessageParts
  ): number | NativeFailure | undefined;
  /** The same for the plaintext in `output`. */
  unwrap(
    context: NativeSecurityContext,
    message: Uint8Array,
    output: Uint8Array,
    numbers: Uint32Array,
  ): number | NativeFailure | undefined;
  /**
   * Writes to `numbers`, for each message: the start and the end of the plaintext in `output`, and the quality of
   * protection. After a failure: the index of its message.
   */
  unwrapAll(
    context: NativeSecurityContext,
    messages: readonly Uint8Array[],
    output: Uint8Array,
    numbers: Uint32Array,
  ): NativeFailure | undefined;
  encryptRecord(context: NativeSecurityContext, message: Uint8Array): Outcome<NativeRecord>;
  decryptRecord(context: NativeSecurityContext, stream: Uint8Array): Outcome<NativeDecryptedRecord>;
  shutDownStream(context: NativeSecurityContext): Outcome<undefined>;
  dispose(context: NativeSecurityContext): void;
}

export interface NativeHandshakeOptions {
  readonly requirements: number;
  readonly channelBindings: Uint8Array;
  readonly applicationProtocols: Uint8Array;
}

export type ImportArguments = readonly [
  packageName: string,
  packedContext: Uint8Array,
  bufferType: number,
  accessToken: NativeAccessToken | null,
];

export interface NativeImportedContext {
  readonly context: NativeSecurityContext;
  readonly accessToken: NativeAccessToken | null;
}

/**
 * The result of `openHandles()`.
 *
 * @category Contexts
 */
export interface OpenHandles {
  /** Access tokens that have not been disposed. */
  readonly accessTokens: number;
  /** Credentials handles. Each stays open at least as long as the contexts that use it. */
  readonly credentials: number;
  /** Security contexts that have not been disposed, exported with DELETE_OLD or handed over. */
  readonly securityContexts: number;
}

/** The exports of the addon. They must match native/binding. */
export interface NativeAddon {
  readonly AccessToken: NativeAccessTokenFunctions;
  readonly Credentials: NativeCredentialsFunctions;
  readonly Offer: NativeOfferFunctions;
  readonly Process: NativeProcessFunctions;
  readonly SecurityContext: NativeSecurityContextFunctions;
  querySecurityPackageInfo(packageName: string): Promise<Outcome<NativeSecurityPackage>>;
  querySecurityPackageInfoSync(packageName: string): Outcome<NativeSecurityPackage>;
  enumerateSecurityPackages(): Promise<Outcome<readonly NativeSecurityPackage[]>>;
  enumerateSecurityPackagesSync(): Outcome<readonly NativeSecurityPackage[]>;
  adoptContext(
    ...ticket: NativeTicket
  ): Promise<Outcome<NativeAdoption<NativeImportedContext & NativeOrigin>>>;
  adoptAccessToken(
    ...ticket: NativeTicket
  ): Promise<Outcome<NativeAdoption<{ readonly accessToken: NativeAccessToken }>>>;
  /** Notifies the sender that this process cannot read the message with the ticket. */
  refuseTicket(...ticket: NativeTicket): void;
  openHandles(): OpenHandles;
  /** Sets the maximum number of threads for the asynchronous calls of this process. */
  setThreadPoolSize(threads: number): Outcome<undefined>;
  /** The name and the version of the package that the addon was built for. */
  readonly identity: { readonly name: string; readonly version: string };
}
