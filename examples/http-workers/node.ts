import { clientOf } from '../http-negotiate/client';
import { HandedServer } from '../http-negotiate/handed-server';

new HandedServer((request, response) => {
  const { user } = clientOf(request);
  response.setHeader('Content-Type', 'application/json');
  response.end(JSON.stringify({ user, pid: process.pid }));
});
