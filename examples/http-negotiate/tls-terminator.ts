/**
 * Terminates TLS for the front. Each TLS connection gets one plain connection to the front, because the authentication
 * belongs to a connection. It listens on loopback.
 *
 *     node build/examples/http-negotiate/tls-terminator.js CERTIFICATE KEY FRONT_PORT [PORT]
 */
import { readFileSync } from 'node:fs';
import { type AddressInfo, connect } from 'node:net';
import { pipeline } from 'node:stream';
import { createServer } from 'node:tls';

const [, , certificate = '', key = '', frontPort, port = '0'] = process.argv;

const options = { cert: readFileSync(certificate), key: readFileSync(key) };
const server = createServer(options, (client) => {
  const front = connect(Number(frontPort), '127.0.0.1');
  // If one side ends or fails, the other one ends too.
  pipeline(client, front, client, () => undefined);
});
server.listen(Number(port), '127.0.0.1', () => {
  const address = server.address() as AddressInfo;
  if (process.send) process.send({ port: address.port });
  else console.log(`https://localhost:${String(address.port)} is ready`);
});
process.once('disconnect', () => process.exit());
