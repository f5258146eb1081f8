/**
 * A receiver whose adoptContext() settles long after it has reported the adoption to the sender. So
 * the socket arrives before the listener has the context.
 */
import { onContext, openHandles } from 'sspi-handoff';

import { probe } from './win32-probe';

export type FromSlowReceiver =
  | { readonly kind: 'listening' | 'socket-arrived' }
  /** `isDestroyed` is undefined without a socket. */
  | { readonly kind: 'received'; readonly user: string; readonly isDestroyed: boolean | undefined };

function report(what: FromSlowReceiver): void {
  process.send?.(what);
}

// Loads the addon, so that it can be watched.
openHandles();
probe.watchAddon();
// adoptContext() closes the handles of the transfer after it has signaled the sender's event.
probe.delayCalls('CloseHandle', 200);

onContext((context, { socket }) => {
  const user = context.query('names');
  context.dispose();
  report({ kind: 'received', user, isDestroyed: socket?.destroyed });
  socket?.destroy();
});
process.on('message', (_message: unknown, socket: unknown) => {
  if (socket !== undefined) report({ kind: 'socket-arrived' });
});
report({ kind: 'listening' });
