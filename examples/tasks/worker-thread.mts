import { once } from 'node:events';
import { isMainThread, Worker } from 'node:worker_threads';

import { onContext, sendContext } from 'sspi-handoff';

import { authenticatedPair } from './authenticated-pair.mjs';

if (isMainThread) {
  const pair = await authenticatedPair('export');
  using client = pair.client;
  using server = pair.server;

  const thread = new Worker(new URL(import.meta.url));
  await sendContext(thread, server, { message: client.wrap(Buffer.from('hello')) });
  await once(thread, 'exit');
} else {
  const listening = onContext((context, { message }) => {
    using owned = context;
    console.log(`${owned.unwrap(message as Uint8Array)} from ${owned.query('names')}`);
    listening.dispose(); // the thread can end
  });
}
