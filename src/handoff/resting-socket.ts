import type { Socket } from 'node:net';

import type { Bounds } from './bounds';

/** The members of net.Socket's handle that net.Socket keeps to itself. */
interface SocketHandle {
  reading?: boolean;
  readStart(): number;
  readStop(): number;
  close(): void;
}

/**
 * A socket that reads nothing until it is sent, or goes on here. Node itself goes on reading until a
 * message with the socket leaves, and drops the bytes that arrive after that.
 */
export class RestingSocket {
  readonly #handle: SocketHandle | undefined;
  readonly #wasReading: boolean;
  readonly #wasFlowing: boolean;

  constructor(readonly socket: Socket) {
    // While the handoff owns the socket, a reset must not end the process. 'close' still tells it.
    socket.on('error', ignore);
    this.#wasFlowing = socket.readableFlowing === true;
    // Only then: if a socket was never paused, its first listener for 'data' starts the flow.
    if (this.#wasFlowing) socket.pause();
    this.#handle = handleOf(socket);
    this.#wasReading = this.#handle?.reading ?? false;
    this.#stopReading();
  }

  /** Gives the socket back to the caller as it was before. */
  resume(): void {
    this.socket.off('error', ignore);
    const handle = handleOf(this.socket);
    if (this.#wasReading && handle !== undefined) {
      handle.reading = true;
      handle.readStart();
    }
    if (this.#wasFlowing) this.socket.resume();
  }

  /**
   * Waits until pending writes have left, and the end of them if the socket was ended.
   *
   * @returns Whether they have. False when a bound was reached before.
   */
  async flush(bounds: Bounds): Promise<boolean> {
    const { socket } = this;
    const isFlushed = socket.writableLength === 0 && !socket.writableEnded;
    if (isFlushed || socket.destroyed) return true;
    return new Promise((resolve) => {
      const forget = bounds.onceReached(() => {
        resolve(false);
      });
      // The receiver gets the connection as it is: if it fails now, the receiver sees the error.
      const flushed = () => {
        forget();
        resolve(true);
      };
      if (socket.writableEnded) socket.end(flushed);
      else socket.write('', flushed);
    });
  }

  /**
   * Reads the head, and after it the bytes that Node has read of the connection and nobody else. Send
   * them at once: nothing is read here after that.
   */
  headAndUnread(head: Uint8Array): Buffer {
    const unread = this.socket.read() as Buffer | null;
    // The call has started reading again, and later bytes would be dropped.
    this.#stopReading();
    return Buffer.concat([head, ...(unread === null ? [] : [unread])]);
  }

  #stopReading(): void {
    const handle = handleOf(this.socket);
    if (handle === undefined) return;
    handle.reading = false;
    handle.readStop();
  }

  /** Closes the connection here, also if Node has taken the handle out of the socket to send it. */
  destroy(): void {
    if (handleOf(this.socket) === undefined) this.#handle?.close();
    this.socket.destroy();
  }
}

/** Whether the socket has the handle that Node for Windows can send, and can stop reading from. */
export function hasSendableHandle(socket: Socket): boolean {
  const handle = handleOf(socket);
  return typeof handle?.readStop === 'function' && typeof handle.readStart === 'function';
}

export function handleOf(socket: Socket): SocketHandle | undefined {
  return (socket as unknown as { _handle?: SocketHandle | null })._handle ?? undefined;
}

function ignore(): void {
  // 'close' follows, and the state of the socket tells.
}
