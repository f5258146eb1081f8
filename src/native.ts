import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { SspiError, SspiUsageError, WindowsError } from './errors';

/** Whether this platform has SSPI. Elsewhere the package imports, and its use throws. */
export const isSupported = process.platform === 'win32';

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
  dispose(): void;
}

interface NativeCredentialsClass {
  acquire(...args: AcquireArguments): Promise<Outcome<NativeCredentials>>;
  acquireSync(...args: AcquireArguments): Outcome<NativeCredentials>;
}

export type AcquireArguments = readonly [
  packageName: string,
  use: number,
  user: string | null,
  domain: string,
  password: string,
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
  readonly packageName: string;
}

export interface NativePackedContext {
  readonly packedContext: Buffer;
  readonly bufferType: number;
  readonly accessToken: NativeAccessToken | null;
}

export interface NativeSignature {
  readonly buffer: Buffer;
  readonly signatureLength: number;
}

export interface NativeEncryptedMessage {
  readonly buffer: Buffer;
  readonly trailerLength: number;
  readonly dataOffset: number;
  readonly dataLength: number;
  readonly paddingOffset: number;
  readonly paddingLength: number;
}

export interface NativeDecryptedMessage {
  readonly buffer: Buffer;
  readonly dataOffset: number;
  readonly dataLength: number;
  readonly qualityOfProtection: number;
}

export interface NativeSecurityContext {
  step(token: Uint8Array | null): Promise<Outcome<NativeHandshakeStep>>;
  stepSync(token: Uint8Array | null): Outcome<NativeHandshakeStep>;
  export(flags: number, withAccessToken: boolean): Promise<Outcome<NativePackedContext>>;
  exportSync(flags: number, withAccessToken: boolean): Outcome<NativePackedContext>;
  openAccessToken(): Promise<Outcome<NativeAccessToken>>;
  openAccessTokenSync(): Outcome<NativeAccessToken>;
  impersonate<Value>(action: () => Value): Outcome<Value>;
  query(attribute: string): Outcome<unknown>;
  sign(message: Uint8Array, qualityOfProtection: number): Outcome<NativeSignature>;
  verify(message: Uint8Array, signature: Uint8Array): Outcome<number>;
  encrypt(message: Uint8Array, qualityOfProtection: number): Outcome<NativeEncryptedMessage>;
  decrypt(
    trailer: Uint8Array,
    data: Uint8Array,
    padding: Uint8Array,
  ): Outcome<NativeDecryptedMessage>;
  dispose(): void;
}

interface NativeSecurityContextClass {
  createClient(
    credentials: NativeCredentials,
    targetName: string,
    requirements: number,
  ): NativeSecurityContext;
  createServer(credentials: NativeCredentials, requirements: number): NativeSecurityContext;
  import(...args: ImportArguments): Promise<Outcome<NativeSecurityContext>>;
  importSync(...args: ImportArguments): Outcome<NativeSecurityContext>;
}

export type ImportArguments = readonly [
  packageName: string,
  packedContext: Uint8Array,
  bufferType: number,
  accessToken: NativeAccessToken | null,
];

export interface OpenHandles {
  /** Access tokens that have not been disposed. */
  readonly accessTokens: number;
  /** Credentials handles: one lives as long as any context that was made with it. */
  readonly credentials: number;
  /** Security contexts that have neither been disposed nor moved away by an export. */
  readonly securityContexts: number;
}

interface NativeAddon {
  readonly AccessToken: NativeAccessTokenClass;
  readonly Credentials: NativeCredentialsClass;
  readonly SecurityContext: NativeSecurityContextClass;
  enumerateSecurityPackages(): Promise<Outcome<readonly NativeSecurityPackage[]>>;
  enumerateSecurityPackagesSync(): Outcome<readonly NativeSecurityPackage[]>;
  openHandles(): OpenHandles;
}

let addon: NativeAddon | undefined;

/** The addon, loaded at its first use: importing the package costs nothing, on any platform. */
export function native(): NativeAddon {
  return (addon ??= load());
}

function load(): NativeAddon {
  if (!isSupported) {
    throw new SspiUsageError(
      'ERR_SSPI_UNSUPPORTED_PLATFORM',
      `SSPI is a part of Windows, and this is ${process.platform}. Test isSupported before use.`,
    );
  }
  const root = join(__dirname, '..');
  // This library holds credentials: the binary that was published with it comes before anything that
  // a build folder or an environment variable, which node-gyp-build would follow, might name.
  const published = join(root, 'prebuilds', `win32-${process.arch}`, 'sspi-handoff.node');
  try {
    // A .node file has no types of its own; NativeAddon above is kept in step with native/binding.
    return (
      existsSync(published) ? require(published) : (require('node-gyp-build') as NodeGypBuild)(root)
    ) as NativeAddon;
  } catch (cause) {
    throw new SspiUsageError(
      'ERR_SSPI_LOAD_FAILED',
      `The native addon of sspi-handoff could not be loaded for win32-${process.arch}. ` +
        `If there is no prebuilt binary for this processor, build one with Visual Studio's C++ tools: ` +
        `npx node-gyp rebuild --directory ${JSON.stringify(root)}`,
      { cause },
    );
  }
}

type NodeGypBuild = (root: string) => unknown;

/** The value of an outcome; a failure is thrown as the error that names it. */
export function valueOf<Value>(outcome: Outcome<Value>, packageName?: string): Value {
  if (outcome.failure === undefined) return outcome.value;
  const { kind, code, call } = outcome.failure;
  throw kind === 'security-status'
    ? new SspiError(call, code, packageName)
    : new WindowsError(call, code);
}

/**
 * How many handles this thread's copy of the package holds open, by kind: for leak tests.
 *
 * @returns Zero of each once everything is disposed.
 * @throws {SspiUsageError} ERR_SSPI_UNSUPPORTED_PLATFORM off Windows.
 */
export function openHandles(): OpenHandles {
  return native().openHandles();
}
