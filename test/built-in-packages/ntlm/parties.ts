import { isWine } from '../../windows/support/wine';
import { asCurrentUser, type Parties } from '../support/loopback';
import { surroundings } from '../support/surroundings';

/**
 * Negotiate selects NTLM if no ticket is available. On Windows, these tests cannot know whether a
 * ticket is available; the tests of Kerberos cover Negotiate there.
 */
export const packageNames = isWine ? ['NTLM', 'Negotiate'] : ['NTLM'];

export const needsNtlm = 'ntlm_auth is needed';

export function partiesOf(packageName: string): Parties | undefined {
  const { ntlm: identity, missing } = surroundings;
  if (identity) return { packageName, targetName: 'HTTP/localhost', identity };
  return missing === undefined ? asCurrentUser(packageName) : undefined;
}
