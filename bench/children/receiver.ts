/** The receiving process of the handoff cases. It adopts contexts and answers requests. */
import { adoptContext, type ImportedContext } from 'sspi-handoff';

import { probe } from '../../test/windows/support/win32-probe';

export type ToReceiver =
  | { readonly kind: 'bytes'; readonly bytes: string }
  | { readonly kind: 'ticket'; readonly ticket: string }
  | { readonly kind: 'count' }
  | { readonly kind: 'take-counts' }
  | { readonly kind: 'check'; readonly message: string; readonly signature: string };

/** Promises, because the sender learns of an adoption before the promise resolves here. */
const adopted: Promise<ImportedContext>[] = [];

/** Returns the answer. A failure ends the process. */
async function respond(request: ToReceiver): Promise<unknown> {
  switch (request.kind) {
    case 'bytes':
      return Buffer.from(request.bytes, 'base64').byteLength;
    case 'ticket':
      // The offer reports the adoption to the sender, so no answer is needed.
      adopted.push(adoptContext(request.ticket));
      return undefined;
    case 'count':
      probe.countImports();
      return null;
    case 'take-counts':
      return probe.takeImportCounts();
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
  }
}

process.on('message', (request: ToReceiver) => {
  void respond(request).then((answer) => {
    if (answer !== undefined) process.send?.(answer);
  });
});
process.send?.(null);
