import { SecurityContext } from 'sspi-handoff';

import { authenticatedPair } from './authenticated-pair.mjs';

const pair = await authenticatedPair('export');
using client = pair.client;
using server = pair.server;

using exported = await server.export(); // moves the context: server cannot be used any more
console.log(exported); // prints sizes and no secret
using imported = await SecurityContext.import(exported);
console.log(
  `${imported.decrypt(client.encrypt(Buffer.from('hello')))} from ${imported.query('names')}`,
);
