import express from 'express';

import { clientOf } from '../http-negotiate/client';
import { HandedServer } from '../http-negotiate/handed-server';

const app = express();
app.get('/session', (request, response) => {
  const { user } = clientOf(request);
  response.json({ user, pid: process.pid });
});

new HandedServer(app);
