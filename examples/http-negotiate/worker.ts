/** A worker of the example: the application, a WebSocket, and two requests that move connections. */
import { WebSocketServer } from 'ws';

import { takeAuthenticatedHeaders } from './client';
import { HandedServer } from './handed-server';
import { logRequests } from './log';
import { answer, sessionOf } from './session';

/** A close code of WebSocket: the client should connect again. */
const SERVICE_RESTART = 1012;

const server = new HandedServer((request, response) => {
  // A page of another site can make the browser send a simple POST, but not with this header.
  if (request.method === 'POST' && request.headers['x-requested-with'] !== undefined) {
    if (request.url === '/move') server.giveBackAfter(response);
    if (request.url === '/drain') server.drain();
  }
  answer(request, response);
});
logRequests(server, 'worker');

const sockets = new WebSocketServer({ noServer: true });
sockets.on('headers', (headers, request) => {
  const authenticated = takeAuthenticatedHeaders(request) ?? [];
  for (const [name, value] of authenticated) headers.push(`${name}: ${value}`);
});
server.once('draining', () => {
  for (const client of sockets.clients) client.close(SERVICE_RESTART);
});
server.on('upgrade', (request, socket, head) => {
  sockets.handleUpgrade(request, socket, head, (client) => {
    const send = () => {
      client.send(JSON.stringify(sessionOf(request)));
    };
    client.on('message', send);
    send();
  });
});
