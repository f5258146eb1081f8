import { conductHandshake, ClientSecurityContext, Credentials } from 'sspi-handoff';
import { ServerSecurityContext } from 'sspi-handoff';

const [packageName = 'Negotiate', user, password = ''] = process.argv.slice(2);
const options = { packageName, ...(user && { identity: { user, password } }) };
using credentials = await Credentials.acquire({ ...options, use: 'both' });
using client = new ClientSecurityContext({ credentials });
using server = new ServerSecurityContext({ credentials });
await conductHandshake(client, server);

const wrapped = client.wrap(Buffer.from('transfer 100')); // encrypted, in one Buffer
console.log(`${wrapped.length} bytes say: ${server.unwrap(wrapped)}`);

const message = Buffer.from('anybody may read this');
server.verify(message, client.sign(message)); // throws if it was altered, replayed or reordered
