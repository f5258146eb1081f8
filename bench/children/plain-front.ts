/** The front of the HTTP case without authentication: it gives each connection to a worker, in turn. */
import { fork } from 'node:child_process';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';

const count = Number(process.argv[2]);
const workers = Array.from({ length: count }, () =>
  fork(join(__dirname, 'http-worker.js'), ['plain']),
);
let accepted = 0;

const server = createServer({ pauseOnConnect: true }, (socket) => {
  workers[accepted++ % count]?.send('connection', socket);
});
server.listen(0, '127.0.0.1', () => {
  process.send?.((server.address() as AddressInfo).port);
});
process.once('disconnect', () => {
  for (const worker of workers) worker.kill();
  process.exit();
});
