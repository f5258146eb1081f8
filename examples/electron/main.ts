/** Electron's main process authenticates, and hands the context to a utility process. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { join } from 'node:path';

import { app, utilityProcess } from 'electron';
import {
  ClientSecurityContext,
  conductHandshake,
  Credentials,
  sendContext,
  ServerSecurityContext,
} from 'sspi-handoff';

const account = {
  packageName: 'HandoffReference',
  identity: { user: 'alice', password: 'correct horse' },
};
const TIME_LIMIT_MS = 60_000;

async function main(): Promise<void> {
  await app.whenReady();
  const worker = utilityProcess.fork(join(__dirname, 'utility.js'));
  const [outbound, inbound] = await Promise.all([
    Credentials.acquire({ ...account, use: 'outbound' }),
    Credentials.acquire({ ...account, use: 'inbound' }),
    once(worker, 'spawn'),
  ]);
  const client = new ClientSecurityContext({ credentials: outbound });
  const server = new ServerSecurityContext({ credentials: inbound });
  await conductHandshake(client, server);

  const answer = new Promise<Uint8Array>((resolve) => {
    // The messages of the handoff arrive here, too.
    worker.on('message', (message: { answer?: Uint8Array }) => {
      if (message.answer) resolve(message.answer);
    });
  });
  await sendContext(worker, server, { message: client.wrap(Buffer.from('hello')) });
  assert.equal(client.unwrap(Buffer.from(await answer)).toString(), 'hello back');
}

setTimeout(() => {
  console.error('The utility process did not answer in time.');
  app.exit(1);
}, TIME_LIMIT_MS);

main().then(
  () => {
    console.log('A context moved from the main process to a utility process.');
    app.exit(0);
  },
  (error: unknown) => {
    console.error(error);
    app.exit(1);
  },
);
