import { asCurrentUser, type Parties } from '../support/loopback';
import { type Realm, surroundings } from '../support/surroundings';

/** Negotiate settles on Kerberos where a ticket is to be had. */
export const packageNames = ['Kerberos', 'Negotiate'] as const;

export const needsDomain = 'a Kerberos realm or domain is needed';

export const inRealm = (packageName: string, realm: Realm): Parties => ({
  packageName,
  targetName: realm.target,
});

/** Who can talk to whom here, if anybody: without a domain, Negotiate settles on NTLM. */
export function partiesOf(packageName: string): Parties | undefined {
  const { realm, missing } = surroundings;
  if (realm) return inRealm(packageName, realm);
  return missing === undefined && packageName === 'Negotiate'
    ? asCurrentUser(packageName)
    : undefined;
}
