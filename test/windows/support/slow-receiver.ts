/**
 * A receiver whose adoptContext() takes long after the sender has been told of the adoption: the socket arrives
 * before the listener has the context.
 */
import { onContext, openHandles } from 'sspi-handoff';

import { probe } from './win32-probe';

export type FromSlowReceiver =
  | { readonly kind: 'listening' | 'socket-arrived' }
  /** `isDestroyed` is undefined without a socket. */
  | { readonly kind: 'received'; readonly user: string; readonly isDestroyed: boolean | undefined };

function tell(what: FromSlowReceiver): void {
  process.send?.(what);
}

// Loads the addon, which is watched from then on.
openHandles();
probe.watchAddon();
// The handles of the transfer are closed after the event is signaled that the sender waits for.
probe.delayCalls('CloseHandle', 200);

onContext((context, { socket }) => {
  const user = context.query('names');
  context.dispose();
  tell({ kind: 'received', user, isDestroyed: socket?.destroyed });
  socket?.destroy();
});
process.on('message', (_message: unknown, socket: unknown) => {
  if (socket !== undefined) tell({ kind: 'socket-arrived' });
});
tell({ kind: 'listening' });
