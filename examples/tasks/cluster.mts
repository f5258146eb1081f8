import cluster from 'node:cluster';

import { adoptContext, offerContext } from 'sspi-handoff';

import { authenticatedPair } from './authenticated-pair.mjs';

interface Offer {
  readonly ticket: string;
  readonly message: string;
}

if (cluster.isPrimary) {
  // Under pm2 this part is pm2's, and a worker uses pm2.sendDataToProcessId() instead.
  const first = cluster.fork();
  const second = cluster.fork();
  first.on('message', (offer: Offer) => second.send(offer));
  first.on('exit', (code) => {
    process.exitCode = code;
    second.disconnect();
  });
  second.on('exit', () => first.disconnect());
  first.send({ pid: second.process.pid });
} else if (cluster.worker?.id === 1) {
  process.once('message', async ({ pid }: { pid: number }) => {
    const pair = await authenticatedPair('export');
    using client = pair.client;
    using server = pair.server;

    const message = client.wrap(Buffer.from('hello')).toString('base64');
    using offer = await offerContext(server, { pid });
    process.send?.({ ticket: offer.ticket, message });
    await offer.adopted;
  });
} else {
  process.once('message', async ({ ticket, message }: Offer) => {
    using context = await adoptContext(ticket);
    const text = context.unwrap(Buffer.from(message, 'base64'));
    console.log(`${text} from ${context.query('names')}`);
    process.disconnect();
  });
}
