/** A worker of the load test: answers each message of the connections that it is handed. */
import { once } from 'node:events';
import type { Socket } from 'node:net';

import { onContext, openHandles } from 'sspi-handoff';

import { FrameReader, framed } from './frames';
import { probe } from './win32-probe';

export interface WorkerFigures {
  readonly adopted: number;
  readonly handles: number;
  readonly open: ReturnType<typeof openHandles>;
}

let adopted = 0;
const connections = new Set<Socket>();

onContext((context, { socket, message }) => {
  adopted++;
  if (socket === undefined) throw new Error('A context came without its socket');
  connections.add(socket);
  const { number } = message as { readonly number: number };
  const reader = new FrameReader();
  let expected = 0;
  socket.on('data', (chunk) => {
    for (const frame of reader.push(chunk)) {
      const text = context.unwrap(frame).toString();
      if (text !== `message ${String(expected++)}`) throw new Error(`${text} is out of order`);
      socket.write(framed(context.wrap(Buffer.from(`${text} of ${String(number)}`))));
    }
  });
  socket.on('end', () => socket.end());
  socket.on('close', () => {
    context.dispose();
    connections.delete(socket);
  });
});

async function tellFigures(): Promise<void> {
  // Its client has ended each, and may have seen the end of it before this side has.
  for (const connection of connections) await once(connection, 'close');
  for (let round = 0; round < 3; round++) globalThis.gc?.();
  process.send?.({ adopted, handles: probe.processHandleCount(), open: openHandles() });
}

process.on('message', (request: unknown) => {
  if (request === 'figures') void tellFigures();
});
process.send?.('listening');
