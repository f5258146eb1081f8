import { requireInstance } from '../arguments';
import { HandshakeContext } from './handshake-context';
import { ClientSecurityContext } from './client-context';
import { ServerSecurityContext } from './server-context';

/**
 * Runs both sides of a handshake in this process, for tests and for programs that have both sides.
 *
 * @example
 * ```ts
 * await conductHandshake(client, server);
 * server.decrypt(client.encrypt(Buffer.from('hello')));
 * ```
 * @returns The tokens of both sides in the order in which they were sent. The first is the client's.
 * @throws {SspiError | SspiUsageError} The errors of `step()` of either side.
 * @see https://learn.microsoft.com/windows/win32/api/sspi/nf-sspi-initializesecuritycontextw
 * @see https://learn.microsoft.com/windows/win32/api/sspi/nf-sspi-acceptsecuritycontext
 * @category Contexts
 */
export async function conductHandshake(
  client: ClientSecurityContext,
  server: ServerSecurityContext,
): Promise<Buffer[]> {
  requireInstance('client', ClientSecurityContext, client);
  requireInstance('server', ServerSecurityContext, server);
  const tokens: Buffer[] = [];
  let [side, otherSide]: [HandshakeContext, HandshakeContext] = [server, client];
  let token = await client.step();
  while (token !== null) {
    tokens.push(token);
    token = await side.step(token);
    [side, otherSide] = [otherSide, side];
  }
  return tokens;
}
