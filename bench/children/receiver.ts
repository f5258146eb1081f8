/** The receiving process of the handoff cases. It adopts contexts and answers requests. */
import type { Socket } from 'node:net';

import { adoptContext, onContext, type SecurityContext } from 'sspi-handoff';

import { takeKernelCalls } from '../kernel-calls';

export type ToReceiver =
  | { readonly kind: 'bytes'; readonly bytes: string }
  | { readonly kind: 'socket' }
  | { readonly kind: 'ticket'; readonly ticket: string }
  | { readonly kind: 'take-calls' }
  | { readonly kind: 'check'; readonly message: string; readonly signature: string };

/** Promises, because the sender learns of an adoption before the promise resolves here. */
const adopted: Promise<SecurityContext>[] = [];

/** Returns the answer. A failure ends the process. */
async function respond(request: ToReceiver, socket?: Socket): Promise<unknown> {
  switch (request.kind) {
    case 'bytes':
      return Buffer.from(request.bytes, 'base64').byteLength;
    case 'socket':
      socket?.destroy();
      return null;
    case 'ticket':
      // The offer reports the adoption to the sender, so no answer is needed.
      adopted.push(adoptContext(request.ticket));
      return undefined;
    case 'take-calls':
      return takeKernelCalls();
    case 'check': {
      // Returns the number of contexts adopted since the last check.
      const message = Buffer.from(request.message, 'base64');
      const signature = Buffer.from(request.signature, 'base64');
      const contexts = await Promise.all(adopted.splice(0));
      for (const context of contexts) {
        context.verify(message, signature);
        context.dispose();
      }
      return contexts.length;
    }
    default:
      // A message of sendContext().
      return undefined;
  }
}

process.on('message', (request: ToReceiver, socket?: Socket) => {
  void respond(request, socket).then((answer) => {
    if (answer !== undefined) process.send?.(answer);
  });
});
onContext((context, { socket }) => {
  socket?.destroy();
  adopted.push(Promise.resolve(context));
});
process.send?.(null);
