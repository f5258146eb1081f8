import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

import { sendContext } from 'sspi-handoff';

import { OURS } from '../names';
import { type Case, judge, quantile, toResult } from '../result';
import { Transfers } from '../transfers';

const MANY = 64;
const WARM_UP_ROUNDS = 5;

/** The latency of each sendContext() with a socket, when as many as 64 start at once. */
export const sendContextCase: Case = {
  name: 'send-context',

  async run(rounds) {
    await using transfers = await Transfers.start();
    const server = createServer({ pauseOnConnect: true }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const bare: number[] = [];
    const ours: number[] = [];
    for (let round = 0; round < WARM_UP_ROUNDS + rounds; round++) {
      if (round === WARM_UP_ROUNDS) for (const latencies of [bare, ours]) latencies.length = 0;
      const sockets = await connections(server);
      bare.push(...(await latenciesOf(sockets, (socket) => transfers.sendSocket(socket))));
      const contexts = transfers.contexts(MANY);
      const send = async (socket: Socket) => {
        const context = contexts.pop();
        if (context) await sendContext(transfers.receiver, context, { socket });
      };
      ours.push(...(await latenciesOf(await connections(server), send)));
      await transfers.check(MANY);
    }
    server.close();
    const figures = (contestant: string, latencies: readonly number[]) =>
      [50, 99].map((percentile) =>
        judge(
          ...([
            `${contestant}, p${String(percentile)}`,
            quantile(latencies, percentile / 100),
          ] as const),
          ...([null, 'ms'] as const),
        ),
      );
    return toResult('send-context', `sendContext() with a socket, ${String(MANY)} in flight`, {
      marks: [...figures(OURS, ours), ...figures('child.send with a socket', bare)],
    });
  },
};

/** Returns the server's sides of new connections. */
async function connections(server: Server): Promise<Socket[]> {
  const sockets: Socket[] = [];
  const accept = (socket: Socket) => void sockets.push(socket);
  server.on('connection', accept);
  const { port } = server.address() as AddressInfo;
  for (let client = 0; client < MANY; client++) {
    // The receiver closes the connection.
    connect(port, '127.0.0.1')
      .resume()
      .on('error', () => undefined);
  }
  while (sockets.length < MANY) await once(server, 'connection');
  server.off('connection', accept);
  return sockets;
}

/** Starts all at once. Returns the milliseconds of each. */
const latenciesOf = (sockets: readonly Socket[], send: (socket: Socket) => Promise<unknown>) =>
  Promise.all(
    sockets.map(async (socket) => {
      const started = performance.now();
      await send(socket);
      return performance.now() - started;
    }),
  );
