/** What a native function gives: its value, or the system call that failed. */
export type Outcome<Value> =
  { readonly value: Value; readonly failure?: undefined } | { readonly failure: NativeFailure };

export interface NativeFailure {
  readonly kind: 'security-status' | 'win32-error';
  readonly code: number;
  readonly call: string;
}

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
  acquire(...args: AcquireArguments): Promise<Outcome<NativeCredentials>>;
  acquireSync(...args: AcquireArguments): Outcome<NativeCredentials>;
}

export type AcquireArguments = readonly [
  packageName: string,
  use: number,
  principal: string,
  packageList: string,
  user: string | null,
  domain: string,
  password: string | Uint8Array,
];

export interface NativeUser {
  readonly sid: string;
  readonly account: string | null;
  readonly domain: string | null;
}

export interface NativeGroup extends NativeUser {
  readonly attributes: number;
}

export interface NativePrivilege {
  readonly name: string;
  readonly attributes: number;
}

export interface NativeAccessToken {
  user(): Promise<Outcome<NativeUser>>;
  userSync(): Outcome<NativeUser>;
  groups(withAccounts: boolean): Promise<Outcome<readonly NativeGroup[]>>;
  groupsSync(withAccounts: boolean): Outcome<readonly NativeGroup[]>;
  privileges(): Promise<Outcome<readonly NativePrivilege[]>>;
  privilegesSync(): Outcome<readonly NativePrivilege[]>;
  type(): Outcome<number>;
  impersonationLevel(): Outcome<number>;
  authenticationId(): Outcome<bigint>;
  sessionId(): Outcome<number>;
  integrityLevel(): Outcome<number>;
  elevationType(): Outcome<number>;
  isElevated(): Outcome<boolean>;
  logonSid(): Outcome<string | null>;
  duplicate(access: number, type: number, level: number): Outcome<NativeAccessToken>;
  duplicateInto(pid: number, access: number): Outcome<bigint>;
  impersonate<Value>(action: () => Value): Outcome<Value>;
  dispose(): void;
}

interface NativeAccessTokenClass {
  adopt(handle: bigint): Outcome<NativeAccessToken>;
  copy(handle: bigint): Outcome<NativeAccessToken>;
  ofProcess(access: number): Outcome<NativeAccessToken>;
  ofThread(access: number): Outcome<NativeAccessToken | null>;
}

export interface NativeHandshakeStep {
  readonly complete: boolean;
  readonly token: Buffer | null;
  readonly attributes: number;
  readonly expiry: bigint;
  readonly extra: number;
  /** The package that the handshake settled on; empty until it is complete. */
  readonly packageName: string;
}

export interface NativePackedContext {
  readonly packedContext: Buffer;
  readonly bufferType: number;
  readonly accessToken: NativeAccessToken | null;
}

/** The parts follow each other in the buffer. */
export interface NativeEncryptedMessage {
  readonly buffer: Buffer;
  readonly trailerOffset: number;
  readonly trailerLength: number;
  readonly dataLength: number;
  readonly paddingLength: number;
}

export interface NativeDecryptedMessage {
  readonly buffer: Buffer;
  readonly dataOffset: number;
  readonly dataLength: number;
  readonly qualityOfProtection: number;
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
   * Call numbers: complete, attributes, the expiry's halves, extra, and the length of the token, which
   * is at the room's start.
   */
  stepSync(token: Uint8Array | null, room: Uint8Array): NativeFailure | undefined;
  /** Empty until the handshake is complete. */
  settledPackage(): string;
  export(flags: number, withAccessToken: boolean): Promise<Outcome<NativePackedContext>>;
  exportSync(flags: number, withAccessToken: boolean): Outcome<NativePackedContext>;
  openAccessToken(): Promise<Outcome<NativeAccessToken>>;
  openAccessTokenSync(): Outcome<NativeAccessToken>;
  impersonate<Value>(action: () => Value): Outcome<Value>;
  query(attribute: string): Outcome<unknown>;
  /** Call numbers: the length of the signature, which is at the Buffer's start. */
  sign(message: Uint8Array, qualityOfProtection: number): Outcome<Buffer>;
  /** Call numbers: the quality of protection. */
  verify(message: Uint8Array, signature: Uint8Array): NativeFailure | undefined;
  encrypt(message: Uint8Array, qualityOfProtection: number): Outcome<NativeEncryptedMessage>;
  /** Call numbers: the lengths of trailer, data and padding. */
  encryptInPlace(
    ...args: [...MessageParts, qualityOfProtection: number]
  ): NativeFailure | undefined;
  decrypt(...parts: MessageParts): Outcome<NativeDecryptedMessage>;
  /** Call numbers: offset and length of the plaintext within the data, quality of protection. */
  decryptInPlace(...parts: MessageParts): NativeFailure | undefined;
  unwrap(message: Uint8Array): Outcome<NativeDecryptedMessage>;
  encryptRecord(message: Uint8Array): Outcome<NativeRecord>;
  decryptRecord(stream: Uint8Array): Outcome<NativeDecryptedRecord>;
  shutDownStream(): Outcome<undefined>;
  dispose(): void;
}

type MessageParts = readonly [trailer: Uint8Array, data: Uint8Array, padding: Uint8Array];

interface NativeSecurityContextClass {
  createClient(
    credentials: NativeCredentials,
    targetName: string,
    requirements: number,
    channelBindings: Uint8Array,
    applicationProtocols: Uint8Array,
  ): NativeSecurityContext;
  createServer(
    credentials: NativeCredentials,
    requirements: number,
    channelBindings: Uint8Array,
    applicationProtocols: Uint8Array,
  ): NativeSecurityContext;
  import(...args: ImportArguments): Promise<Outcome<NativeSecurityContext>>;
  importSync(...args: ImportArguments): Outcome<NativeSecurityContext>;
}

export type ImportArguments = readonly [
  packageName: string,
  packedContext: Uint8Array,
  bufferType: number,
  accessToken: NativeAccessToken | null,
];

export interface NativeReturnedContext {
  readonly context: NativeSecurityContext;
  readonly accessToken: NativeAccessToken | null;
}

/** The offer, or why there is none although the context was exported, and the context again. */
export interface NativeOffering {
  readonly offer: NativeContextOffer | null;
  readonly failure: NativeFailure | null;
  readonly returned: NativeReturnedContext | null;
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

/** A process that is held open, so that its pid stays its own. */
export interface NativeProcess {
  hasExited(): boolean;
  dispose(): void;
}

interface NativeProcessClass {
  open(pid: number): Outcome<NativeProcess>;
  openParent(pid: number): Outcome<NativeProcess>;
}

export interface NativeContextOffer {
  section(): bigint;
  nonce(): Buffer;
  expiresAt(): bigint;
  watch(changed: () => void): Outcome<undefined>;
  /** The event loop ends although the offer is open. */
  unref(): void;
  unwatch(): void;
  look(): {
    readonly progress: NativeProgress;
    readonly rejection: NativeFailure | null;
    readonly receiverVersion: number | null;
  };
  withdraw(): void;
  /** Null if the target has changed what it was to import, or may still have it. */
  takeBack(): Promise<Outcome<NativeReturnedContext | null>>;
  dispose(): void;
}

interface NativeContextOfferClass {
  make(
    context: NativeSecurityContext,
    receiver: NativeProcess,
    packageName: string,
    expiresIn: number,
    tokenAccess: number,
    role: number,
    attributes: number,
  ): Promise<Outcome<NativeOffering>>;
}

export type NativeAdoption =
  | ({
      readonly outcome: 'adopted';
      readonly packageName: string;
      readonly role: number;
      readonly attributes: number;
    } & NativeReturnedContext)
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

/** What `openHandles()` counts. */
export interface OpenHandles {
  /** Access tokens that have not been disposed. */
  readonly accessTokens: number;
  /** Credentials handles. Each lives at least as long as the contexts that were made with it. */
  readonly credentials: number;
  /** Security contexts that have neither been disposed nor moved away by an export. */
  readonly securityContexts: number;
}

/** What native/binding registers; kept in step with it by hand. */
export interface NativeAddon {
  readonly AccessToken: NativeAccessTokenClass;
  readonly ContextOffer: NativeContextOfferClass;
  readonly Credentials: NativeCredentialsClass;
  readonly Process: NativeProcessClass;
  readonly SecurityContext: NativeSecurityContextClass;
  querySecurityPackageInfo(packageName: string): Promise<Outcome<NativeSecurityPackage>>;
  querySecurityPackageInfoSync(packageName: string): Outcome<NativeSecurityPackage>;
  enumerateSecurityPackages(): Promise<Outcome<readonly NativeSecurityPackage[]>>;
  enumerateSecurityPackagesSync(): Outcome<readonly NativeSecurityPackage[]>;
  /** What the last synchronous call gave that gives numbers; the next one overwrites them. */
  readonly callNumbers: Uint32Array;
  adoptContext(...ticket: NativeTicket): Promise<Outcome<NativeAdoption>>;
  /** Tells the sender that this process cannot read the message that the ticket came in. */
  refuseContext(...ticket: NativeTicket): NativeAdoption;
  openHandles(): OpenHandles;
  /** The package and the version that the addon was built for. */
  readonly identity: { readonly name: string; readonly version: string };
}
