import type { kind } from './native-object';
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
  readonly [kind]: 'AccessToken';
}

export interface NativeAccessTokenFunctions {
  adopt(handle: bigint): Outcome<NativeAccessToken>;
  copy(handle: bigint): Outcome<NativeAccessToken>;
  ofProcess(access: number): Outcome<NativeAccessToken>;
  ofThread(access: number): Outcome<NativeAccessToken | null>;
  user(token: NativeAccessToken): Promise<Outcome<NativeUser>>;
  userSync(token: NativeAccessToken): Outcome<NativeUser>;
  groups(token: NativeAccessToken, withAccounts: boolean): Promise<Outcome<readonly NativeGroup[]>>;
  groupsSync(token: NativeAccessToken, withAccounts: boolean): Outcome<readonly NativeGroup[]>;
  privileges(token: NativeAccessToken): Promise<Outcome<readonly NativePrivilege[]>>;
  privilegesSync(token: NativeAccessToken): Outcome<readonly NativePrivilege[]>;
  access(token: NativeAccessToken): Outcome<number>;
  type(token: NativeAccessToken): Outcome<number>;
  impersonationLevel(token: NativeAccessToken): Outcome<number>;
  authenticationId(token: NativeAccessToken): Outcome<bigint>;
  sessionId(token: NativeAccessToken): Outcome<number>;
  integrityLevel(token: NativeAccessToken): Outcome<number>;
  elevationType(token: NativeAccessToken): Outcome<number>;
  isElevated(token: NativeAccessToken): Outcome<boolean>;
  logonSid(token: NativeAccessToken): Outcome<string | null>;
  isMember(token: NativeAccessToken, sid: string): Outcome<boolean>;
  duplicate(
    token: NativeAccessToken,
    access: number,
    type: number,
    level: number,
  ): Outcome<NativeAccessToken>;
  /** Another handle to the same token. */
  reopen(token: NativeAccessToken, access: number): Outcome<NativeAccessToken>;
  duplicateInto(token: NativeAccessToken, pid: number, access: number): Outcome<bigint>;
  impersonate<Value>(token: NativeAccessToken, action: () => Value): Outcome<Value>;
  dispose(token: NativeAccessToken): void;
}
