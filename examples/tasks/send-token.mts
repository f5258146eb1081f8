import { fork } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';

import { AccessToken, onAccessToken, sendAccessToken } from 'sspi-handoff';

if (process.send) {
  // The worker owns the token and the connection that it receives.
  const listening = onAccessToken(async (token, { socket }) => {
    using owned = token;
    const { domain, account } = await owned.user();
    socket?.end(`Process ${process.pid} serves ${domain}\\${account}.\n`);
    listening.dispose();
    process.disconnect();
  });
} else {
  const worker = fork(fileURLToPath(import.meta.url));
  const server = createServer({ pauseOnConnect: true }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  connect((server.address() as AddressInfo).port, '127.0.0.1').pipe(process.stdout); // the client
  const [socket] = (await once(server, 'connection')) as [Socket];
  server.close();

  // In a server: await context.openAccessToken(), after the handshake over the connection.
  using token = AccessToken.ofProcess();
  await sendAccessToken(worker, token, { socket });
}
