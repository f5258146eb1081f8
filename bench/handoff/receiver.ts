/** The other process of the handoff's cases: adopts what it is offered, or echoes bytes. */
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
  /** How many contexts were adopted since the last check; each took the message. */
  | { readonly kind: 'checked'; readonly adopted: number }
  | { readonly kind: 'failed'; readonly reason: string };

/** Promises, because the sender knows of an adoption before it has come so far here. */
const adopted: Promise<ImportedContext>[] = [];

async function respond(request: ToReceiver): Promise<FromReceiver | null> {
  switch (request.kind) {
    case 'bytes':
      return { kind: 'bytes', length: Buffer.from(request.bytes, 'base64').byteLength };
    case 'ticket':
      // The sender sees from the offer that it was adopted.
      adopted.push(adoptContext(request.ticket));
      return null;
    case 'count':
      probe.countImports();
      return { kind: 'ready' };
    case 'take-counts':
      return { kind: 'counts', counts: probe.takeImportCounts() };
    case 'check': {
      const contexts = await Promise.all(adopted.splice(0));
      for (const context of contexts) {
        context.verify(
          Buffer.from(request.message, 'base64'),
          Buffer.from(request.signature, 'base64'),
        );
        context.dispose();
      }
      return { kind: 'checked', adopted: contexts.length };
    }
  }
}

function tell(response: FromReceiver | null): void {
  if (response !== null) process.send?.(response);
}

process.on('message', (request: ToReceiver) => {
  respond(request).then(tell, (error: unknown) => {
    tell({ kind: 'failed', reason: String(error) });
  });
});
tell({ kind: 'ready' });
