import { fastify } from 'fastify';

import { clientOf } from '../http-negotiate/client';
import { HandedServer } from '../http-negotiate/handed-server';

const app = fastify({ serverFactory: (handler) => new HandedServer(handler) });
app.get('/session', (request) => {
  const { user } = clientOf(request.raw);
  return { user, pid: process.pid };
});

// Without listen(), because the front hands the connections over.
void app.ready();
