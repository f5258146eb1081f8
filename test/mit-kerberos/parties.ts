import type { Parties } from '../built-in-packages/support/loopback';
import { surroundings } from '../built-in-packages/support/surroundings';

export const needsMitKerberos = 'MitKerberos is missing';

/** A client and a server of MitKerberos, in the realm of the suite. */
export const parties: Parties | undefined = surroundings.realm &&
  surroundings.mitKerberos && {
    packageName: 'MitKerberos',
    targetName: surroundings.realm.target,
  };
