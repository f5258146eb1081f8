import type { Bounds } from './bounds';
import type { ContentEnvelope } from './envelope';
import { HandoffError } from './handoff-error';
import type { Channel } from './receiver';
import type { PausedSocket } from './paused-socket';

/**
 * Sends the connection to the receiver, which has adopted the content.
 *
 * @throws {HandoffError} ERR_HANDOFF_SOCKET_LOST. The connection is closed, because neither process can use it.
 */
export async function sendSocket(
  channel: Channel,
  { ticket, kind }: ContentEnvelope,
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
      'The receiver has adopted the offer, but the socket could not be sent. The connection is closed.',
      { senderHasContext: kind === 'token', cause },
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
