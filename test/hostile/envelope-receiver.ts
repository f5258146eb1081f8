/**
 * The receiver whose channel is attacked. It listens for contexts and reports the result of each
 * message.
 */
import type { Socket } from 'node:net';

import { HandoffError, onContext, openHandles } from 'sspi-handoff';

import { settle } from '../windows/support/settle';
import { probe } from '../windows/support/win32-probe';

/** Waits until onFailure and the listener have been called so many times. */
export interface ReportRequest {
  readonly kind: 'send-report';
  readonly failures: number;
  readonly contexts: number;
}

/** The events since the last report. */
export interface Report {
  readonly kind: 'report';
  /** The codes of the errors that onFailure received. */
  readonly failures: readonly string[];
  /** The message of each context that the listener received, and whether a socket came with it. */
  readonly contexts: readonly { readonly message: unknown; readonly hasSocket: boolean }[];
  /** Uncaught exceptions, unhandled rejections and warnings. */
  readonly uncaught: readonly string[];
  readonly isPrototypeClean: boolean;
  readonly handles: number;
  readonly open: ReturnType<typeof openHandles>;
}

const PATIENCE_MS = 3000;

let failures: string[] = [];
let contexts: { message: unknown; hasSocket: boolean }[] = [];
let uncaught: string[] = [];

for (const event of ['uncaughtException', 'unhandledRejection', 'warning']) {
  process.on(event, (reason: unknown) => {
    uncaught.push(`${event}: ${String(reason)}`);
  });
}

onContext(
  (context, { socket, message }) => {
    contexts.push({ message, hasSocket: socket !== undefined });
    context.dispose();
    socket?.pipe(socket);
  },
  {
    onFailure: (error) => {
      failures.push(error instanceof HandoffError ? error.code : String(error));
    },
  },
);

async function sendReport(request: ReportRequest): Promise<void> {
  const limit = performance.now() + PATIENCE_MS;
  const isComplete = () =>
    failures.length >= request.failures && contexts.length >= request.contexts;
  while (!isComplete() && performance.now() < limit) {
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await settle();
  const report: Report = {
    kind: 'report',
    failures,
    contexts,
    uncaught,
    isPrototypeClean: Object.getOwnPropertyNames(Object.prototype).length === prototypeNames,
    handles: probe.processHandleCount(),
    open: openHandles(),
  };
  [failures, contexts, uncaught] = [[], [], []];
  process.send?.(report);
}

const prototypeNames = Object.getOwnPropertyNames(Object.prototype).length;

function isRequest(message: unknown): message is ReportRequest {
  return (
    typeof message === 'object' &&
    message !== null &&
    'kind' in message &&
    message.kind === 'send-report'
  );
}

process.on('message', (message: unknown, socket?: Socket) => {
  if (isRequest(message)) void sendReport(message);
  // onContext() owns the socket of an envelope. This program owns any other socket.
  else if (typeof message !== 'object' || message === null || !('sspi-handoff' in message)) {
    socket?.destroy();
  }
});
process.send?.('listening');
