import type { NativeGroup, NativePrivilege } from '../native-types';

/** TOKEN_TYPE, by value from 1. */
export const tokenTypes = ['primary', 'impersonation'] as const;

/**
 * Whether a token is for a process (`primary`) or for impersonation.
 *
 * @category Access tokens
 */
export type TokenType = (typeof tokenTypes)[number];

/** SECURITY_IMPERSONATION_LEVEL, by value. */
export const impersonationLevels = [
  'anonymous',
  'identification',
  'impersonation',
  'delegation',
] as const;

/**
 * The degree to which a process can act as the user of a token, from the lowest.
 *
 * @category Access tokens
 */
export type ImpersonationLevel = (typeof impersonationLevels)[number];

/**
 * The user of an access token.
 *
 * @category Access tokens
 */
export interface TokenUser {
  /** The security identifier as text: `'S-1-5-21-…'`. */
  readonly sid: string;
  /** The account's name. Null if no account has this SID, for example after its deletion. */
  readonly account: string | null;
  /** The domain or computer of the account. Null if the account is null. */
  readonly domain: string | null;
}

/**
 * The attributes of a group in an access token: SE_GROUP_*, without the prefix.
 *
 * @see https://learn.microsoft.com/windows/win32/api/winnt/ns-winnt-token_groups
 * @category Access tokens
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
  /** Two bits. Both are set for the logon SID. */
  LOGON_ID: 0xc0000000,
} as const;

/**
 * A group in an access token.
 *
 * @category Access tokens
 */
export interface TokenGroup {
  /** The security identifier as text: `'S-1-5-32-544'`. */
  readonly sid: string;
  /** The group's name. Null if no account has this SID, or if names were not looked up. */
  readonly account: string | null;
  /** The domain or computer of the group. Null if the account is null. */
  readonly domain: string | null;
  /**
   * Whether the membership grants access: ENABLED is set and USE_FOR_DENY_ONLY is not. A token also lists
   * groups that grant nothing, such as Administrators in the token of a user that is not elevated.
   */
  readonly enabled: boolean;
  /** A sum of GroupAttributes. */
  readonly attributes: number;
}

/**
 * The attributes of a privilege in an access token: SE_PRIVILEGE_*, without the prefix.
 *
 * @see https://learn.microsoft.com/windows/win32/api/winnt/ns-winnt-token_privileges
 * @category Access tokens
 */
export const PrivilegeAttributes = {
  ENABLED_BY_DEFAULT: 0x00000001,
  ENABLED: 0x00000002,
  REMOVED: 0x00000004,
  USED_FOR_ACCESS: 0x80000000,
} as const;

/**
 * A privilege of an access token.
 *
 * @category Access tokens
 */
export interface TokenPrivilege {
  /** For example `'SeChangeNotifyPrivilege'`. */
  readonly name: string;
  /** Whether the privilege is enabled. Windows ignores a privilege until it is enabled. */
  readonly enabled: boolean;
  /** A sum of PrivilegeAttributes. */
  readonly attributes: number;
}

/** The mandatory integrity levels, highest first, each with its lowest relative identifier. */
const integrityLevels = [
  [0x5000, 'protected-process'],
  [0x4000, 'system'],
  [0x3000, 'high'],
  [0x2100, 'medium-plus'],
  [0x2000, 'medium'],
  [0x1000, 'low'],
  [0x0000, 'untrusted'],
] as const;

/**
 * The name of a mandatory integrity level.
 *
 * @category Access tokens
 */
export type IntegrityLevelName = (typeof integrityLevels)[number][1];

/**
 * The trust in an access token, independent of its user.
 *
 * @category Access tokens
 */
export interface IntegrityLevel {
  /** The relative identifier, the last part of the level's SID: 0x2000 for `'S-1-16-8192'`. A higher one is more trusted. */
  readonly rid: number;
  /** The highest named level that is not above this level. */
  readonly name: IntegrityLevelName;
}

/** TOKEN_ELEVATION_TYPE, by value from 1. */
export const elevationTypes = ['default', 'full', 'limited'] as const;

/**
 * The elevation of a token under User Account Control.
 *
 * @category Access tokens
 */
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
