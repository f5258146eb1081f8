import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import { conductHandshake, ClientSecurityContext, Credentials } from 'sspi-handoff';
import { onContext, sendContext, ServerSecurityContext, TokenAccess } from 'sspi-handoff';

if (process.send) {
  // The worker can ask who the client is. It cannot act as the client.
  const listening = onContext(async (context) => {
    using owned = context;
    const token = owned.accessToken;
    console.log(`The token is of ${(await token?.user())?.sid}`);
    try {
      token?.impersonate(() => console.log('The worker acts as the client'));
    } catch (error) {
      console.log(`impersonate: ${(error as NodeJS.ErrnoException).code}`);
    }
    listening.dispose();
    process.disconnect();
  });
} else {
  const [packageName = 'Negotiate', user, password = ''] = process.argv.slice(2);
  const options = { packageName, ...(user && { identity: { user, password } }) };
  using credentials = await Credentials.acquire({ ...options, use: 'both' });
  using client = new ClientSecurityContext({ credentials });
  using server = new ServerSecurityContext({ credentials });
  await conductHandshake(client, server);

  const worker = fork(fileURLToPath(import.meta.url));
  await sendContext(worker, server, { tokenAccess: TokenAccess.QUERY });
}
