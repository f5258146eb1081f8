import { conductHandshake, ClientSecurityContext, Credentials } from 'sspi-handoff';
import { SecurityContext, ServerSecurityContext } from 'sspi-handoff';

const [packageName = 'Negotiate', user, password = ''] = process.argv.slice(2);
const options = { packageName, ...(user && { identity: { user, password } }) };
using credentials = await Credentials.acquire({ ...options, use: 'both' });
using client = new ClientSecurityContext({ credentials });
using server = new ServerSecurityContext({ credentials });
await conductHandshake(client, server);

using exported = await server.export(); // server is of no more use: the context moves
console.log(exported); // shows sizes, and no secret
using imported = await SecurityContext.import(exported);
console.log(
  `${imported.decrypt(client.encrypt(Buffer.from('hello')))} from ${imported.query('names')}`,
);
