import { isWine } from '../../windows/support/wine';
import { asCurrentUser, type Parties } from '../support/loopback';
import { surroundings } from '../support/surroundings';

/**
 * Negotiate settles on NTLM where no ticket is to be had. On Windows nobody here knows whether that is
 * so; what it settles on there is tested beside Kerberos.
 */
export const packageNames = isWine ? ['NTLM', 'Negotiate'] : ['NTLM'];

export const needsNtlm = 'ntlm_auth is needed';

export function partiesOf(packageName: string): Parties | undefined {
  const { ntlm: identity, missing } = surroundings;
  if (identity) return { packageName, targetName: 'HTTP/localhost', identity };
  return missing === undefined ? asCurrentUser(packageName) : undefined;
}
