import { requireInstance } from '../arguments';
import { HandshakeContext } from './handshake-context';
import { ClientSecurityContext } from './client-context';
import { ServerSecurityContext } from './server-context';

/**
 * Runs both sides of a handshake against each other: for tests, and for programs that have both.
 *
 * @example
 * ```ts
 * await conductHandshake(client, server);
 * server.decrypt(client.encrypt(Buffer.from('hello')));
 * ```
 * @returns The tokens that crossed, in their order, the client's first.
 * @throws What either side's `step()` throws.
 */
export async function conductHandshake(
  client: ClientSecurityContext,
  server: ServerSecurityContext,
): Promise<Buffer[]> {
  requireInstance('client', ClientSecurityContext, client);
  requireInstance('server', ServerSecurityContext, server);
  const tokens: Buffer[] = [];
  let [taker, next]: [HandshakeContext, HandshakeContext] = [server, client];
  let token = await client.step();
  while (token !== null) {
    tokens.push(token);
    token = await taker.step(token);
    [taker, next] = [next, taker];
  }
  return tokens;
}
