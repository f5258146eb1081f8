import type { Bounds } from './bounds';
import { HandoffError } from './handoff-error';
import type { Channel } from './receiver';
import type { RestingSocket } from './resting-socket';

/**
 * Sends the connection to the receiver, which has adopted the context.
 *
 * @throws {HandoffError} ERR_HANDOFF_SOCKET_LOST. The connection is closed then, because neither side can
 * use it: its context is in the receiver.
 */
export async function sendSocket(
  channel: Channel,
  ticket: string,
  resting: RestingSocket,
  head: Uint8Array,
  bounds: Bounds,
): Promise<void> {
  const everythingRead = resting.headAndUnread(head).toString('base64');
  try {
    await bounded(channel.post({ kind: 'socket', ticket, head: everythingRead }, resting), bounds);
  } catch (cause) {
    resting.destroy();
    // A receiver that lives waits for the socket.
    channel.post({ kind: 'socket', ticket, head: '' }).catch(() => undefined);
    throw new HandoffError(
      'ERR_HANDOFF_SOCKET_LOST',
      'The receiver owns the context, but the socket could not be sent there. The connection is closed.',
      { senderHasContext: false, cause },
    );
  }
}

async function bounded(posted: Promise<void>, bounds: Bounds): Promise<void> {
  let forget: () => void = () => undefined;
  const ended = new Promise<never>((_resolve, reject) => {
    forget = bounds.onceReached((reached) => {
      reject(new Error(`The channel did not take the socket before the handoff was ${reached}.`));
    });
  });
  try {
    await Promise.race([posted, ended]);
  } finally {
    forget();
  }
}
