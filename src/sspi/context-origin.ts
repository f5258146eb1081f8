import { packageNames, type PackageNames } from './package-names';

/** The roles by their number in the transfer record of a handoff. */
const roles = [null, 'client', 'server'] as const;

/**
 * Which side of the handshake a context was. Null if this process cannot know.
 *
 * @category Contexts
 */
export type ContextRole = (typeof roles)[number];

/** The facts that only the process of the handshake knows. They travel with an exported context. */
export interface ContextOrigin extends PackageNames {
  /** The number of a ContextRole, see `roleNumber`. */
  readonly role: number;
  /** A sum of IscRet for a client, of AscRet for a server. 0 if the role is unknown. */
  readonly attributes: number;
}

export function roleNumber(role: ContextRole): number {
  return roles.indexOf(role);
}

export function roleOf({ role }: ContextOrigin): ContextRole {
  return roles[role] ?? null;
}

export function unknownOrigin(packageName: string): ContextOrigin {
  return { ...packageNames(packageName), role: roleNumber(null), attributes: 0 };
}
