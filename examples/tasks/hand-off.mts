import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import { conductHandshake, ClientSecurityContext, Credentials } from 'sspi-handoff';
import { onContext, sendContext, ServerSecurityContext } from 'sspi-handoff';

if (process.send) {
  // The worker. From here on the context is its own.
  const listening = onContext(async (context, { message }) => {
    using owned = context;
    console.log(`${owned.unwrap(message as Buffer)} from ${owned.query('names')}`);
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

  const worker = fork(fileURLToPath(import.meta.url), { serialization: 'advanced' });
  await sendContext(worker, server, { message: client.wrap(Buffer.from('hello')) });
}
