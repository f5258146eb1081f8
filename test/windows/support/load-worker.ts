/**
 * A worker of the load test. It answers each message on the connections that it receives. With the
 * argument 'slow', it adopts slowly.
 */
import { once } from 'node:events';
import type { Socket } from 'node:net';

import { onContext, openHandles } from 'sspi-handoff';

import { FrameReader, framed } from './frames';
import { probe } from './win32-probe';

export interface WorkerFigures {
  /** The number of each context that arrived. */
  readonly received: readonly number[];
  /** How many contexts came with an open connection. */
  readonly alive: number;
  /** How many connections this worker saw reset. */
  readonly resets: number;
  readonly handles: number;
  readonly open: ReturnType<typeof openHandles>;
}

const received: number[] = [];
let alive = 0;
let resets = 0;
const connections = new Set<Socket>();

/** The error codes of a reset when reading or writing. */
const resetCodes = ['ECONNRESET', 'ECONNABORTED', 'EPIPE'];

onContext((context, { socket, message }) => {
  const { number } = message as { readonly number: number };
  received.push(number);
  // The client has reset the connection.
  if (socket === undefined || socket.destroyed) {
    context.dispose();
    return;
  }
  alive++;
  connections.add(socket);
  const reader = new FrameReader();
  let expected = 0;
  socket.on('data', (chunk) => {
    for (const frame of reader.push(chunk)) {
      const text = context.unwrap(frame).toString();
      if (text !== `message ${String(expected++)}`) throw new Error(`${text} is out of order`);
      socket.write(framed(context.wrap(Buffer.from(`${text} of ${String(number)}`))));
    }
  });
  socket.on('error', (error: NodeJS.ErrnoException) => {
    if (!resetCodes.includes(error.code ?? '')) throw error;
    resets++;
  });
  socket.on('end', () => socket.end());
  socket.on('close', () => {
    context.dispose();
    connections.delete(socket);
  });
});

async function sendFigures(): Promise<void> {
  // Each client has ended its connection, and may have noticed the end before this process.
  for (const connection of connections) await once(connection, 'close');
  for (let round = 0; round < 3; round++) globalThis.gc?.();
  process.send?.({
    received,
    alive,
    resets,
    handles: probe.processHandleCount(),
    open: openHandles(),
  } satisfies WorkerFigures);
}

process.on('message', (request: unknown) => {
  if (request === 'figures') void sendFigures();
});

if (process.argv.includes('slow')) {
  // Loads the addon, so that it can be watched.
  openHandles();
  probe.watchAddon();
  // A receiver closes the handles of a transfer after it has reported the adoption to the sender.
  // So sockets arrive here before adoptContext() has settled, and may be reset then.
  probe.delayCalls('CloseHandle', 250);
}
process.send?.('listening');
