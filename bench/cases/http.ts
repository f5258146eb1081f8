import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';

import { HttpConnection, HttpFront } from '../../test/windows/support/http-front';
import { Child } from '../child';
import { raceCase, timeEach, type Work } from '../race';
import { type Case, judge } from '../result';

const WORKERS = 4;
const CONNECTIONS = 16;
const REQUESTS = 4;
const PLAIN = 'without authentication';
const NEGOTIATE = 'examples/http-negotiate';
const children = join(__dirname, '../children');

/** The client runs in this process, so its time is a part of both figures. */
export const http: Case = {
  name: 'http',

  async run(rounds) {
    const plain = new Child(join(children, 'plain-front.js'), [String(WORKERS)]);
    const port = (await plain.next()) as number;
    const worker = join(children, 'http-worker.js');
    const front = await HttpFront.start(['--workers', String(WORKERS), '--worker', worker]);
    const connections = [
      await connectAll(async () => {
        const socket = connect(port, '127.0.0.1');
        await once(socket, 'connect');
        return new HttpConnection(socket);
      }),
      await connectAll(async () => (await front.authenticate()).connection),
    ] as const;
    const race = raceCase({
      name: this.name,
      title: `HTTP request, a front and ${String(WORKERS)} workers, keep-alive`,
      contestants: { [PLAIN]: askAll(connections[0]), [NEGOTIATE]: askAll(connections[1]) },
      // The number of requests a second is the reciprocal of the time.
      marks: [[PLAIN, NEGOTIATE, { atLeast: 0.8 }, `requests/s, ${NEGOTIATE} / ${PLAIN}`]],
      together: CONNECTIONS * REQUESTS,
    });
    const result = await race.run(rounds);
    for (const { socket } of connections.flat()) socket.destroy();
    await Promise.all([plain.end(), front.stop()]);
    const perSecond = Object.entries(result.times).map(([contestant, { lowerQuartile }]) =>
      judge(`requests/s, ${contestant}`, 1_000_000 / lowerQuartile, null, ''),
    );
    return { ...result, marks: [...result.marks, ...perSecond] };
  },
};

const connectAll = (open: () => Promise<HttpConnection>) =>
  Promise.all(Array.from({ length: CONNECTIONS }, open));

const askAll =
  (connections: readonly HttpConnection[]): Work =>
  (iterations) =>
    timeEach([...connections], CONNECTIONS, async (connection) => {
      for (let sent = 0; sent < iterations * REQUESTS; sent++) await connection.ask('/session');
    });
