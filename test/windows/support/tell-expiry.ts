/** The other process of expiry.test.ts. It reports the expiry of a client and a server. */
import { converse } from './reference-package';

using conversation = converse();
const { client, server } = conversation;
process.send?.({
  now: Date.now(),
  offset: new Date().getTimezoneOffset(),
  client: client.expiry?.getTime(),
  server: server.expiry?.getTime(),
  lifespan: server.query('lifespan').expiry?.getTime(),
});
process.disconnect();
