import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** Returns both ends of a TCP connection. */
export async function connectedPair(): Promise<{ client: Socket; accepted: Socket }> {
  const listener = createServer({ pauseOnConnect: true }).listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const client = connect((listener.address() as AddressInfo).port, '127.0.0.1');
  const [[accepted]] = (await Promise.all([
    once(listener, 'connection'),
    once(client, 'connect'),
  ])) as [[Socket], unknown];
  listener.close();
  return { client, accepted };
}

/** Reads until `count` lines have arrived. */
export async function lines(socket: Socket, count: number): Promise<string[]> {
  let text = '';
  while (text.split('\n').length <= count) {
    const chunk = socket.read() as Buffer | null;
    if (chunk === null) await once(socket, 'readable');
    else text += chunk.toString();
  }
  return text.split('\n').slice(0, -1);
}
