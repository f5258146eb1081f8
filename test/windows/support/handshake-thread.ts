/**
 * A thread that makes credentials and handshakes without end, several at a time, all asynchronous.
 */
import { parentPort } from 'node:worker_threads';

import {
  ClientSecurityContext,
  conductHandshake,
  Credentials,
  ServerSecurityContext,
} from 'sspi-handoff';

import { identity, packageName } from './reference-package';

async function shakeHandsForever(): Promise<never> {
  for (;;) {
    using credentials = await Credentials.acquire({ packageName, use: 'both', identity });
    using client = new ClientSecurityContext({ credentials });
    using server = new ServerSecurityContext({ credentials });
    await conductHandshake(client, server);
    const exported = await server.export();
    await exported.accessToken?.user();
    exported.dispose();
  }
}

parentPort?.postMessage('loaded');
for (let i = 0; i < 4; i++) void shakeHandsForever();
