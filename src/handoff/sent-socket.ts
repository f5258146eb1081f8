import type { Bounds } from './bounds';
import { HandoffError } from './handoff-error';
import type { Channel } from './receiver';
import type { PausedSocket } from './paused-socket';

/**
 * Sends the connection to the receiver, which has adopted the context.
 *
 * @throws {HandoffError} ERR_HANDOFF_SOCKET_LOST. The connection is closed, because the receiver has its
 * context and neither process can use the connection.
 */
export async function sendSocket(
  channel: Channel,
  ticket: string,
  paused: PausedSocket,
  head: Uint8Array,
  bounds: Bounds,
): Promise<void> {
  const everythingRead = paused.headAndUnread(head).toString('base64');
  try {
    await bounded(channel.post({ kind: 'socket', ticket, head: everythingRead }, paused), bounds);
  } catch (cause) {
    paused.destroy();
    // A receiver that is still running waits for the socket.
    channel.post({ kind: 'socket', ticket, head: '' }).catch(() => undefined);
    throw new HandoffError(
      'ERR_HANDOFF_SOCKET_LOST',
      'The receiver owns the context, but the socket could not be sent. The connection is closed.',
      { senderHasContext: false, cause },
    );
  }
}

async function bounded(posted: Promise<void>, bounds: Bounds): Promise<void> {
  let forget: () => void = () => undefined;
  const ended = new Promise<never>((_resolve, reject) => {
    forget = bounds.onceReached((reached) => {
      reject(new Error(`The channel did not accept the socket before the handoff was ${reached}.`));
    });
  });
  try {
    await Promise.race([posted, ended]);
  } finally {
    forget();
  }
}
