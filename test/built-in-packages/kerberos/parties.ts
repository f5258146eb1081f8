import { asCurrentUser, type Parties } from '../support/loopback';
import { type Realm, surroundings } from '../support/surroundings';

/** Negotiate selects Kerberos if a ticket is available. */
export const packageNames = ['Kerberos', 'Negotiate'] as const;

export const needsDomain = 'a Kerberos realm or domain is needed';

export const inRealm = (packageName: string, realm: Realm): Parties => ({
  packageName,
  targetName: realm.target,
});

/**
 * The parties that can authenticate each other here, if any. Without a domain, Negotiate selects
 * NTLM.
 */
export function partiesOf(packageName: string): Parties | undefined {
  const { realm, missing } = surroundings;
  if (realm) return inRealm(packageName, realm);
  return missing === undefined && packageName === 'Negotiate'
    ? asCurrentUser(packageName)
    : undefined;
}
