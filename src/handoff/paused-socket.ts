import type { Socket } from 'node:net';

import type { Bounds } from './bounds';

/** The undocumented members of net.Socket's handle. */
interface SocketHandle {
  reading?: boolean;
  readStart(): number;
  readStop(): number;
  close(): void;
}

/**
 * A socket that does not read until it is sent or resumed. Without the pause, Node reads until the message with
 * the socket is sent, and drops the bytes that arrive during this time.
 */
export class PausedSocket {
  readonly #handle: SocketHandle | undefined;
  readonly #wasReading: boolean;
  readonly #wasFlowing: boolean;

  constructor(readonly socket: Socket) {
    // While the handoff owns the socket, a reset must not end the process. 'close' still reports the reset.
    socket.on('error', ignore);
    this.#wasFlowing = socket.readableFlowing === true;
    // Only if it was flowing: the first 'data' listener starts the flow only of a socket that was never paused.
    if (this.#wasFlowing) socket.pause();
    this.#handle = handleOf(socket);
    this.#wasReading = this.#handle?.reading ?? false;
    this.#stopReading();
  }

  /** Resumes the socket in the state that it had before. */
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
   * Waits until pending writes have been flushed, and the FIN too if the socket was ended.
   *
   * @returns False if a bound was reached first.
   */
  async flush(bounds: Bounds): Promise<boolean> {
    const { socket } = this;
    const isFlushed = socket.writableLength === 0 && !socket.writableEnded;
    if (isFlushed || socket.destroyed) return true;
    return new Promise((resolve) => {
      const forget = bounds.onceReached(() => {
        resolve(false);
      });
      // Errors of the flush are ignored, because the receiver gets the connection and sees the error.
      const flushed = () => {
        forget();
        resolve(true);
      };
      if (socket.writableEnded) socket.end(flushed);
      else socket.write('', flushed);
    });
  }

  /**
   * Returns the head and the bytes after it that Node has already read from the connection. Send them at once,
   * because this process reads nothing after this call.
   */
  headAndUnread(head: Uint8Array): Buffer {
    const unread = this.socket.read() as Buffer | null;
    // The call has started reading again. Later bytes would be dropped.
    this.#stopReading();
    return Buffer.concat([head, ...(unread === null ? [] : [unread])]);
  }

  #stopReading(): void {
    const handle = handleOf(this.socket);
    if (handle === undefined) return;
    handle.reading = false;
    handle.readStop();
  }

  /** Closes the connection in this process, also if Node has removed the handle from the socket to send it. */
  destroy(): void {
    if (handleOf(this.socket) === undefined) this.#handle?.close();
    this.socket.destroy();
  }
}

/** Whether the socket has a handle that Node for Windows can send and can stop reading from. */
export function hasSendableHandle(socket: Socket): boolean {
  const handle = handleOf(socket);
  return typeof handle?.readStop === 'function' && typeof handle.readStart === 'function';
}

export function handleOf(socket: Socket): SocketHandle | undefined {
  return (socket as unknown as { _handle?: SocketHandle | null })._handle ?? undefined;
}

function ignore(): void {
  // The event 'close' follows and reports the error.
}
