import { AscRet, ClientSecurityContext, conductHandshake, Credentials } from 'sspi-handoff';
import { IscReq, ServerSecurityContext, SspiError } from 'sspi-handoff';

// Delegation needs Kerberos, so the client needs the name of a service that may delegate.
const [packageName = 'Negotiate', user, password = '', targetName] = process.argv.slice(2);
const options = { packageName, ...(user && { identity: { user, password } }) };

try {
  using outbound = await Credentials.acquire({ ...options, use: 'outbound' });
  using inbound = await Credentials.acquire({ ...options, use: 'inbound' });
  using client = new ClientSecurityContext({
    credentials: outbound,
    requirements: IscReq.DELEGATE | IscReq.MUTUAL_AUTH,
    ...(targetName !== undefined && { targetName }),
  });
  using server = new ServerSecurityContext({ credentials: inbound });
  await conductHandshake(client, server);

  using token = await server.openAccessToken();
  const isDelegated = (server.attributes & AscRet.DELEGATE) !== 0;
  console.log(
    `${server.packageName} ${isDelegated ? 'delegates' : 'does not delegate'}. ` +
      `The token has the level ${token.impersonationLevel}.`,
  );
} catch (error) {
  if (!(error instanceof SspiError)) throw error;
  console.error(
    `${packageName} cannot authenticate here (${error.code}). Pass a package that can: ` +
      'node delegation.mjs PACKAGE USER PASSWORD TARGET (for tests: HandoffReference alice secret).',
  );
  process.exitCode = 1;
}
