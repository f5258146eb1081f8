/** A worker of the HTTP case: with authentication, or with the argument `plain` without. */
import { type RequestListener, Server } from 'node:http';

import { HandedServer } from '../../examples/http-negotiate/handed-server';

const answer: RequestListener = ({ method, url }, response) => {
  response.setHeader('Content-Type', 'application/json');
  response.end(JSON.stringify({ method, url, pid: process.pid }));
};

if (process.argv[2] === 'plain') {
  const server = new Server(answer);
  // Node starts the time limits of connections with this event.
  server.emit('listening');
  process.on('message', (_, socket) => server.emit('connection', socket));
} else {
  new HandedServer(answer);
}
