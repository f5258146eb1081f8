import { ClientSecurityContext, Credentials, ServerSecurityContext } from 'sspi-handoff';

// Negotiate knows the current user; a user and a password are for others.
const [packageName = 'Negotiate', user, password = ''] = process.argv.slice(2);
const options = { packageName, ...(user && { identity: { user, password } }) };

using outbound = await Credentials.acquire({ ...options, use: 'outbound' });
using inbound = await Credentials.acquire({ ...options, use: 'inbound' });
using client = new ClientSecurityContext({ credentials: outbound });
using server = new ServerSecurityContext({ credentials: inbound });

let token = await client.step();
while (token) {
  const reply = await server.step(token); // in another process, as a rule
  token = reply && (await client.step(reply));
}
console.log(`${server.query('names')} is authenticated by ${server.packageName}`);
