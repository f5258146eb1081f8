import type { NativeGroup, NativePrivilege } from '../native-types';

/** TOKEN_TYPE, where 0 has no meaning. */
export const tokenTypes = ['primary', 'impersonation'] as const;
export type TokenType = (typeof tokenTypes)[number];

/** SECURITY_IMPERSONATION_LEVEL, in its order. */
export const impersonationLevels = [
  'anonymous',
  'identification',
  'impersonation',
  'delegation',
] as const;
export type ImpersonationLevel = (typeof impersonationLevels)[number];

/** The user that an access token speaks for. */
export interface TokenUser {
  /** The security identifier as text: `'S-1-5-21-…'`. */
  readonly sid: string;
  /** The account's name, or null where no account has this SID any more. */
  readonly account: string | null;
  /** The domain or computer that the account belongs to, or null likewise. */
  readonly domain: string | null;
}

/**
 * What a group is to an access token: SE_GROUP_*, without the prefix.
 *
 * @see https://learn.microsoft.com/windows/win32/api/winnt/ns-winnt-token_groups
 */
export const GroupAttributes = {
  MANDATORY: 0x00000001,
  ENABLED_BY_DEFAULT: 0x00000002,
  ENABLED: 0x00000004,
  OWNER: 0x00000008,
  USE_FOR_DENY_ONLY: 0x00000010,
  INTEGRITY: 0x00000020,
  INTEGRITY_ENABLED: 0x00000040,
  RESOURCE: 0x20000000,
  /** Two bits, both of which mark the logon SID. */
  LOGON_ID: 0xc0000000,
} as const;

/** A group that an access token's user belongs to. */
export interface TokenGroup {
  /** The security identifier as text: `'S-1-5-32-544'`. */
  readonly sid: string;
  /** The group's name, or null where no account has this SID, or none was looked up. */
  readonly account: string | null;
  /** The domain or computer that the group belongs to, or null likewise. */
  readonly domain: string | null;
  /**
   * Whether membership grants anything: ENABLED, and not USE_FOR_DENY_ONLY. A token lists groups that
   * do not, such as Administrators in the token of a user that is not elevated.
   */
  readonly enabled: boolean;
  /** A sum of GroupAttributes. */
  readonly attributes: number;
}

/**
 * What a privilege is to an access token: SE_PRIVILEGE_*, without the prefix.
 *
 * @see https://learn.microsoft.com/windows/win32/api/winnt/ns-winnt-token_privileges
 */
export const PrivilegeAttributes = {
  ENABLED_BY_DEFAULT: 0x00000001,
  ENABLED: 0x00000002,
  REMOVED: 0x00000004,
  USED_FOR_ACCESS: 0x80000000,
} as const;

/** A privilege that an access token holds. */
export interface TokenPrivilege {
  /** `'SeChangeNotifyPrivilege'`, and the like. */
  readonly name: string;
  /** Whether it is switched on. One that is not must be, before Windows heeds it. */
  readonly enabled: boolean;
  /** A sum of PrivilegeAttributes. */
  readonly attributes: number;
}

/** Mandatory integrity levels by the least relative identifier that is of them, from the highest. */
const integrityLevels = [
  [0x5000, 'protected-process'],
  [0x4000, 'system'],
  [0x3000, 'high'],
  [0x2100, 'medium-plus'],
  [0x2000, 'medium'],
  [0x1000, 'low'],
  [0x0000, 'untrusted'],
] as const;
export type IntegrityLevelName = (typeof integrityLevels)[number][1];

/** How far an access token is trusted, whoever its user is. */
export interface IntegrityLevel {
  /** The last part of the level's SID: 0x2000 of `'S-1-16-8192'`. Levels compare by it. */
  readonly rid: number;
  /** The named level that this is, or lies above. */
  readonly name: IntegrityLevelName;
}

/** TOKEN_ELEVATION_TYPE, where 0 has no meaning. */
export const elevationTypes = ['default', 'full', 'limited'] as const;
export type ElevationType = (typeof elevationTypes)[number];

export function toTokenGroups(groups: readonly NativeGroup[]): TokenGroup[] {
  const deciding = GroupAttributes.ENABLED | GroupAttributes.USE_FOR_DENY_ONLY;
  return groups.map((group) => ({
    ...group,
    enabled: (group.attributes & deciding) === GroupAttributes.ENABLED,
  }));
}

export function toTokenPrivileges(privileges: readonly NativePrivilege[]): TokenPrivilege[] {
  return privileges.map((privilege) => ({
    ...privilege,
    enabled: (privilege.attributes & PrivilegeAttributes.ENABLED) !== 0,
  }));
}

export function toIntegrityLevel(rid: number): IntegrityLevel {
  const [, name] = integrityLevels.find(([least]) => rid >= least) ?? [0, 'untrusted'];
  return { rid, name };
}
