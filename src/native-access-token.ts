import type { Outcome } from './native-outcome';

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
  access(): Outcome<number>;
  type(): Outcome<number>;
  impersonationLevel(): Outcome<number>;
  authenticationId(): Outcome<bigint>;
  sessionId(): Outcome<number>;
  integrityLevel(): Outcome<number>;
  elevationType(): Outcome<number>;
  isElevated(): Outcome<boolean>;
  logonSid(): Outcome<string | null>;
  isMember(sid: string): Outcome<boolean>;
  duplicate(access: number, type: number, level: number): Outcome<NativeAccessToken>;
  /** Another handle to the same token. */
  reopen(access: number): Outcome<NativeAccessToken>;
  duplicateInto(pid: number, access: number): Outcome<bigint>;
  impersonate<Value>(action: () => Value): Outcome<Value>;
  dispose(): void;
}

export interface NativeAccessTokenClass {
  adopt(handle: bigint): Outcome<NativeAccessToken>;
  copy(handle: bigint): Outcome<NativeAccessToken>;
  ofProcess(access: number): Outcome<NativeAccessToken>;
  ofThread(access: number): Outcome<NativeAccessToken | null>;
}
