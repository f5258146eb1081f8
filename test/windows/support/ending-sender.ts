/**
 * A sender that a test kills. It authenticates one client over TCP and hands the context over to a
 * receiver. The first argument says which process starts the receiver, and how.
 */
import cluster from 'node:cluster';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { join } from 'node:path';

import { offerContext, sendContext } from 'sspi-handoff';

import { authenticate } from './authenticated-connection';
import { newServer } from './reference-package';

export type ReceiverStart = 'fork' | 'cluster' | 'detached' | 'by-another-process';

export type FromSender =
  | { readonly kind: 'listening'; readonly port: number }
  | { readonly kind: 'handed-over'; readonly pid: number | undefined }
  | { readonly kind: 'offered'; readonly ticket: string };

const file = join(__dirname, 'answering-receiver.js');

function startReceiver(start: ReceiverStart): ChildProcess {
  switch (start) {
    case 'fork':
      return fork(file);
    case 'cluster': {
      cluster.setupPrimary({ exec: file });
      return cluster.fork().process;
    }
    case 'detached': {
      // The receiver has its own streams, because writing to the streams of an ended process fails.
      const receiver = fork(file, {
        detached: true,
        stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      });
      // The sender can also exit by itself.
      receiver.unref();
      receiver.channel?.unref();
      return receiver;
    }
    case 'by-another-process':
      throw new Error('The test starts this receiver');
  }
}

function report(answer: FromSender): void {
  process.send?.(answer);
}

async function main(start: ReceiverStart, pid: number): Promise<void> {
  const listener = createServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  report({ kind: 'listening', port: (listener.address() as AddressInfo).port });
  const [socket] = (await once(listener, 'connection')) as [Socket];
  const context = newServer();
  const head = await authenticate(socket, context);
  if (start === 'by-another-process') {
    const offer = await offerContext(context, { pid });
    report({ kind: 'offered', ticket: offer.ticket });
    await offer.adopted;
    report({ kind: 'handed-over', pid });
    return;
  }
  const receiver = startReceiver(start);
  await sendContext(receiver, context, { socket, head });
  report({ kind: 'handed-over', pid: receiver.pid });
}

// Keeps this process running until the test ends it: its receiver may be detached.
process.on('message', () => undefined);
void main(process.argv[2] as ReceiverStart, Number(process.argv[3]));
