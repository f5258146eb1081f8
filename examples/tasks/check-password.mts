import { ClientSecurityContext, conductHandshake, Credentials } from 'sspi-handoff';
import { type Identity, ServerSecurityContext, SspiError } from 'sspi-handoff';

const guests = 'S-1-5-32-546';

/** @returns Whether Windows accepts the password for a network logon. A guest is refused. */
async function isPassword(packageName: string, identity: Identity): Promise<boolean> {
  using outbound = await Credentials.acquire({ packageName, use: 'outbound', identity });
  using inbound = await Credentials.acquire({ packageName, use: 'inbound' });
  using client = new ClientSecurityContext({ credentials: outbound });
  using server = new ServerSecurityContext({ credentials: inbound });
  try {
    await conductHandshake(client, server);
  } catch (error) {
    if (error instanceof SspiError && error.code === 'SEC_E_LOGON_DENIED') return false;
    throw error;
  }
  // A computer can let everybody in as Guest, with any password.
  using token = await server.openAccessToken();
  return !token.isMember(guests);
}

const [packageName = 'NTLM', account = '', password = ''] = process.argv.slice(2);
const [user = '', domain] = account.split('\\').reverse();
try {
  const identity = { user, password, ...(domain !== undefined && { domain }) };
  const isAccepted = await isPassword(packageName, identity);
  console.log(`The password is ${isAccepted ? 'right' : 'wrong'}.`);
} catch (error) {
  if (!(error instanceof SspiError)) throw error;
  console.error(
    `${packageName} cannot check a password here (${error.code}). Pass a package that can: ` +
      'node check-password.mjs PACKAGE USER PASSWORD (USER can be DOMAIN\\USER).',
  );
  process.exitCode = 1;
}
