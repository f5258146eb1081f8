import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import { onContext, sendContext, TokenAccess } from 'sspi-handoff';

import { authenticatedPair } from './authenticated-pair.mjs';

if (process.send) {
  // The worker can read the client's identity. It cannot act as the client.
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
  const pair = await authenticatedPair('export');
  using _client = pair.client;
  using server = pair.server;

  const worker = fork(fileURLToPath(import.meta.url));
  await sendContext(worker, server, { tokenAccess: TokenAccess.QUERY });
}
