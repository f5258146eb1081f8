/** An HTTP server that reports when each part of its start was complete. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The end of a part, in milliseconds since 1970. */
export type Part = readonly [part: string, end: number];

export const now = () => performance.timeOrigin + performance.now();

async function main(packageName: string): Promise<void> {
  const parts: Part[] = [['Node.js starts the program', now()]];
  const { Credentials } = await import('sspi-handoff');
  parts.push(['load sspi-handoff', now()]);
  const credentials = await Credentials.acquire({ packageName, use: 'inbound' });
  parts.push(['acquire the credentials, which loads Secur32', now()]);
  const { Handshake } = await import('../../examples/http-negotiate/handshake.js');
  const server = createServer((request, response) => {
    const handshake = new Handshake(new Map([['Negotiate', credentials]]));
    void handshake.step(request.headers.authorization).then(({ context }) => {
      response.statusCode = context === undefined ? 401 : 200;
      context?.dispose();
      response.setHeader('Connection', 'close').end();
    });
  });
  server.listen(0, '127.0.0.1', () => {
    parts.push(['listen', now()]);
    process.send?.([(server.address() as AddressInfo).port, parts]);
  });
  process.once('disconnect', () => process.exit());
}

if (require.main === module) void main(process.argv[2] ?? '');
