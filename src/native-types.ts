import type { NativeAccessToken, NativeAccessTokenClass } from './native-access-token';
import type { NativeFailure, Outcome } from './native-outcome';

export type * from './native-access-token';
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
  expiry(): bigint;
  maxTokenSize(): number;
  /** The package's SECPKG_FLAG_*. */
  capabilities(): number;
  queryName(): Promise<Outcome<string>>;
  queryNameSync(): Outcome<string>;
  dispose(): void;
}

interface NativeCredentialsClass {
  acquire(options: NativeAcquireOptions): Promise<Outcome<NativeCredentials>>;
  acquireSync(options: NativeAcquireOptions): Outcome<NativeCredentials>;
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
  readonly expiry: bigint;
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
  step(token: Uint8Array | null): Promise<Outcome<NativeHandshakeStep>>;
  /**
   * Writes to `numbers`: complete, attributes, the two halves of the expiry, extra, and the length of the token.
   * The token is at the start of `room`.
   */
  stepSync(
    token: Uint8Array | null,
    room: Uint8Array,
    numbers: Uint32Array,
  ): NativeFailure | undefined;
  /** Empty names until the handshake is complete. */
  settledPackages(): NativePackageNames;
  export(flags: number, withAccessToken: boolean): Promise<Outcome<NativePackedContext>>;
  exportSync(flags: number, withAccessToken: boolean): Outcome<NativePackedContext>;
  openAccessToken(): Promise<Outcome<NativeAccessToken>>;
  openAccessTokenSync(): Outcome<NativeAccessToken>;
  impersonate<Value>(action: () => Value): Outcome<Value>;
  query(attribute: string): Outcome<unknown>;
  /** Returns the length of the signature, which is at the start of `signature`. */
  sign(
    message: Uint8Array,
    signature: Uint8Array,
    qualityOfProtection: number,
  ): number | NativeFailure;
  /** Returns the quality of protection. */
  verify(message: Uint8Array, signature: Uint8Array): number | NativeFailure;
  /**
   * Writes to `numbers`: the offset of the encrypted message in `output`, and the lengths of trailer, data and
   * padding, which follow each other.
   */
  encrypt(
    message: Uint8Array,
    output: Uint8Array,
    trailerRoom: number,
    qualityOfProtection: number,
    numbers: Uint32Array,
  ): NativeFailure | undefined;
  /** Writes to `numbers`: the lengths of trailer, data and padding. */
  encryptInPlace(
    ...args: [...MessageParts, qualityOfProtection: number, numbers: Uint32Array]
  ): NativeFailure | undefined;
  /** Writes to `numbers`: offset and length of the plaintext in the data, and the quality of protection. */
  decryptInPlace(...args: [...MessageParts, numbers: Uint32Array]): NativeFailure | undefined;
  /** Writes to `numbers`: offset and length of the plaintext in `output`, and the quality of protection. */
  unwrap(message: Uint8Array, output: Uint8Array, numbers: Uint32Array): NativeFailure | undefined;
  encryptRecord(message: Uint8Array): Outcome<NativeRecord>;
  decryptRecord(stream: Uint8Array): Outcome<NativeDecryptedRecord>;
  shutDownStream(): Outcome<undefined>;
  dispose(): void;
}

type MessageParts = readonly [trailer: Uint8Array, data: Uint8Array, padding: Uint8Array];

interface NativeSecurityContextClass {
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

/** The offer, or the failure after the export and the context that was imported again. */
export interface NativeOffering {
  readonly offer: NativeOffer | null;
  readonly failure: NativeFailure | null;
  readonly reclaimed: NativeImportedContext | null;
}

export type NativeProgress =
  | 'pending'
  | 'adopted'
  | 'rejected'
  | 'refused'
  | 'expired'
  | 'receiver-exited'
  | 'withdrawn'
  | 'altered';

/** An open process. Windows does not reuse its pid while it is open. */
export interface NativeProcess {
  hasExited(): boolean;
  dispose(): void;
}

interface NativeProcessClass {
  open(pid: number): Outcome<NativeProcess>;
  openParent(pid: number): Outcome<NativeProcess>;
}

export interface NativeOffer {
  section(): bigint;
  nonce(): Buffer;
  expiresAt(): bigint;
  watch(changed: () => void): Outcome<undefined>;
  /** Lets the event loop end although the offer is open. */
  unref(): void;
  unwatch(): void;
  poll(): {
    readonly progress: NativeProgress;
    readonly rejection: NativeFailure | null;
    readonly receiverVersion: number | null;
  };
  withdraw(): void;
  /** Closes the handles in the receiver. Call it after each end except adoption. */
  pullHandles(): Promise<Outcome<undefined>>;
  /** The result is null if the receiver has changed the packed context, or may own the context. */
  reclaim(): Promise<Outcome<NativeImportedContext | null>>;
  dispose(): void;
}

interface NativeOfferClass {
  ofContext(
    context: NativeSecurityContext,
    receiver: NativeProcess,
    options: NativeTransferOptions & NativeOrigin & { readonly ownImportPackageName: string },
  ): Promise<Outcome<NativeOffering>>;
  ofAccessToken(
    accessToken: NativeAccessToken,
    receiver: NativeProcess,
    options: NativeTransferOptions,
  ): Promise<Outcome<NativeOffer>>;
}

export interface NativeTransferOptions {
  readonly expiresIn: number;
  readonly tokenAccess: number;
}

/** The facts of a context that travel with it. */
export interface NativeOrigin {
  readonly packageName: string;
  /** Empty for none. */
  readonly negotiatedPackageName: string;
  readonly importPackageName: string;
  readonly role: number;
  readonly attributes: number;
}

export type NativeAdoption<Content> =
  | ({ readonly outcome: 'adopted' } & Content)
  | {
      readonly outcome:
        | 'invalid-ticket'
        | 'expired'
        | 'too-late'
        | 'withdrawn'
        | 'already-adopted'
        | 'rejected'
        | 'refused';
      readonly rejection: NativeFailure | null;
      readonly senderVersion: number;
    };

export type NativeTicket = readonly [
  section: bigint,
  nonce: Uint8Array,
  expiresAt: bigint,
  version: number,
];

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
  readonly AccessToken: NativeAccessTokenClass;
  readonly Credentials: NativeCredentialsClass;
  readonly Offer: NativeOfferClass;
  readonly Process: NativeProcessClass;
  readonly SecurityContext: NativeSecurityContextClass;
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
