/** The receiving process of the handoff cases. It adopts contexts and answers messages. */
import { adoptContext, type ImportedContext } from 'sspi-handoff';

import { probe } from '../../test/windows/support/win32-probe';

export type ToReceiver =
  | { readonly kind: 'bytes'; readonly bytes: string }
  | { readonly kind: 'ticket'; readonly ticket: string }
  | { readonly kind: 'count' }
  | { readonly kind: 'take-counts' }
  | { readonly kind: 'check'; readonly message: string; readonly signature: string };

export type FromReceiver =
  | { readonly kind: 'ready' }
  | { readonly kind: 'bytes'; readonly length: number }
  | { readonly kind: 'counts'; readonly counts: Readonly<Record<string, number>> }
  /** The number of contexts adopted since the last check. Each one verified the message. */
  | { readonly kind: 'checked'; readonly adopted: number }
  | { readonly kind: 'failed'; readonly reason: string };

/** Promises, because the sender learns of an adoption before the promise resolves here. */
const adopted: Promise<ImportedContext>[] = [];

async function respond(request: ToReceiver): Promise<FromReceiver | null> {
  switch (request.kind) {
    case 'bytes':
      return { kind: 'bytes', length: Buffer.from(request.bytes, 'base64').byteLength };
    case 'ticket':
      // The offer reports the adoption to the sender, so no answer is needed.
      adopted.push(adoptContext(request.ticket));
      return null;
    case 'count':
      probe.countImports();
      return { kind: 'ready' };
    case 'take-counts':
      return { kind: 'counts', counts: probe.takeImportCounts() };
    case 'check': {
      const message = Buffer.from(request.message, 'base64');
      const signature = Buffer.from(request.signature, 'base64');
      const contexts = await Promise.all(adopted.splice(0));
      for (const context of contexts) {
        context.verify(message, signature);
        context.dispose();
      }
      return { kind: 'checked', adopted: contexts.length };
    }
  }
}

function answer(response: FromReceiver | null): void {
  if (response !== null) process.send?.(response);
}

process.on('message', (request: ToReceiver) => {
  respond(request).then(answer, (error: unknown) => {
    answer({ kind: 'failed', reason: String(error) });
  });
});
answer({ kind: 'ready' });
