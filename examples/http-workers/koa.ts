import Koa from 'koa';

import { clientOf } from '../http-negotiate/client';
import { HandedServer } from '../http-negotiate/handed-server';

const app = new Koa();
app.use((context) => {
  const { user } = clientOf(context.req);
  context.body = { user, pid: process.pid };
});

const answer = app.callback();
new HandedServer((request, response) => void answer(request, response));
