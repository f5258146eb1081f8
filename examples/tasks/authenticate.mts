import { ClientSecurityContext, Credentials, ServerSecurityContext, SspiError } from 'sspi-handoff';

// Without a user, Negotiate authenticates the user that runs this process.
const [packageName = 'Negotiate', user, password = ''] = process.argv.slice(2);
const options = { packageName, ...(user && { identity: { user, password } }) };

try {
  using outbound = await Credentials.acquire({ ...options, use: 'outbound' });
  using inbound = await Credentials.acquire({ ...options, use: 'inbound' });
  using client = new ClientSecurityContext({ credentials: outbound });
  using server = new ServerSecurityContext({ credentials: inbound });

  let token = await client.step();
  while (token) {
    const reply = await server.step(token); // usually in another process
    token = reply && (await client.step(reply));
  }
  console.log(`${server.query('names')} is authenticated by ${server.packageName}`);
} catch (error) {
  if (!(error instanceof SspiError)) throw error;
  console.error(
    `${packageName} cannot authenticate here (${error.code}). Pass a package that can: ` +
      'node authenticate.mjs PACKAGE USER PASSWORD (for tests: HandoffReference alice secret).',
  );
  process.exitCode = 1;
}
