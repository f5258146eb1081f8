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

  /**
   * What was read of the connection and not yet by anybody else; what was written has left. To be sent
   * at once: this is the last that is read here.
   */
  async emptied(head: Uint8Array): Promise<Buffer> {
    const { socket } = this;
    if (socket.writableLength > 0 && !socket.destroyed) {
      // An error is the receiver's to see: it gets the connection as it is.
      await new Promise((resolve) => socket.write('', resolve));
    }
    const unread = socket.read() as Buffer | null;
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
