import type { Socket } from 'node:net';

/** What net.Socket keeps to itself. */
interface SocketHandle {
  reading?: boolean;
  readStart(): number;
  readStop(): number;
  close(): void;
}

/**
 * A socket that reads nothing until it goes elsewhere or goes on here. Node itself goes on reading
 * until a message with the socket leaves, and drops what comes then.
 */
export class RestingSocket {
  readonly #handle: SocketHandle | undefined;
  readonly #wasReading: boolean;
  readonly #wasFlowing: boolean;

  constructor(readonly socket: Socket) {
    this.#wasFlowing = socket.readableFlowing === true;
    // No other: in one that was never paused, the first listener for 'data' starts the flow.
    if (this.#wasFlowing) socket.pause();
    this.#handle = handleOf(socket);
    this.#wasReading = this.#handle?.reading ?? false;
    this.#stopReading();
  }

  /** As it was before. */
  wake(): void {
    const handle = handleOf(this.socket);
    if (this.#wasReading && handle !== undefined) {
      handle.reading = true;
      handle.readStart();
    }
    if (this.#wasFlowing) this.socket.resume();
  }

  /** Waits until what was written has left, and the end of it if there is one, or for the signal. */
  async written(signal?: AbortSignal): Promise<void> {
    const { socket } = this;
    const isWritten = socket.writableLength === 0 && !socket.writableEnded;
    if (isWritten || socket.destroyed || signal?.aborted === true) return;
    await new Promise<void>((resolve) => {
      // An error is the receiver's to see: it gets the connection as it is.
      const left = () => {
        signal?.removeEventListener('abort', left);
        resolve();
      };
      signal?.addEventListener('abort', left);
      if (socket.writableEnded) socket.end(left);
      else socket.write('', left);
    });
  }

  /**
   * The head, and after it what was read of the connection and not yet by anybody else. To be sent at
   * once: this is the last that is read here.
   */
  headAndUnread(head: Uint8Array): Buffer {
    const unread = this.socket.read() as Buffer | null;
    // The read has started it again, and what it reads after this would be dropped.
    this.#stopReading();
    return Buffer.concat([head, ...(unread === null ? [] : [unread])]);
  }

  #stopReading(): void {
    const handle = handleOf(this.socket);
    if (handle === undefined) return;
    handle.reading = false;
    handle.readStop();
  }

  /** Closes the connection here, also where Node has taken it out of the socket to send it. */
  destroy(): void {
    if (handleOf(this.socket) === undefined) this.#handle?.close();
    this.socket.destroy();
  }
}

function handleOf(socket: Socket): SocketHandle | undefined {
  return (socket as unknown as { _handle?: SocketHandle | null })._handle ?? undefined;
}
