import type { Socket } from 'node:net';

import type { SecurityContext } from 'sspi-handoff';

/**
 * A TCP connection with frames: a length of 4 bytes, then the content. It reads from the socket on demand only, so
 * another process can continue after any frame.
 */
export class FramedConnection {
  #received: Buffer = Buffer.alloc(0);

  constructor(readonly socket: Socket) {}

  /** The next frame, or null at the end of the connection. */
  async receive(): Promise<Buffer | null> {
    for (;;) {
      const frame = this.#nextFrame();
      if (frame !== null) return frame;
      const chunk = (this.socket.read() as Buffer | null) ?? null;
      if (chunk !== null) {
        this.#received = Buffer.concat([this.#received, chunk]);
      } else if (this.socket.readableEnded || !(await this.#becomesReadable())) {
        return null;
      }
    }
  }

  send(frame: Uint8Array): void {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(frame.byteLength);
    this.socket.write(Buffer.concat([length, frame]));
  }

  /** The bytes that were read from the socket and not yet received as a frame. The next owner of the socket needs them. */
  takeHead(): Buffer {
    const head = this.#received;
    this.#received = Buffer.alloc(0);
    return head;
  }

  #nextFrame(): Buffer | null {
    if (this.#received.length < 4) return null;
    const end = 4 + this.#received.readUInt32BE();
    if (this.#received.length < end) return null;
    const frame = this.#received.subarray(4, end);
    this.#received = this.#received.subarray(end);
    return frame;
  }

  #becomesReadable(): Promise<boolean> {
    return new Promise((resolve, reject) => {
      const { socket } = this;
      const settle = (settled: () => void) => () => {
        socket.off('readable', readable).off('end', ended).off('error', failed);
        settled();
      };
      const readable = settle(() => {
        resolve(true);
      });
      const ended = settle(() => {
        resolve(false);
      });
      const failed = (error: Error) => {
        settle(() => {
          reject(error);
        })();
      };
      socket.on('readable', readable).on('end', ended).on('error', failed);
    });
  }
}

/** Lines of text over a connection, encrypted with a security context. */
export class SecureLines {
  constructor(
    readonly connection: FramedConnection,
    readonly context: SecurityContext,
  ) {}

  send(line: string): void {
    const { trailer, data, padding } = this.context.encrypt(Buffer.from(line));
    const lengths = Buffer.alloc(4);
    lengths.writeUInt16BE(trailer.length, 0);
    lengths.writeUInt16BE(padding.length, 2);
    this.connection.send(Buffer.concat([lengths, trailer, data, padding]));
  }

  async receive(): Promise<string | null> {
    const frame = await this.connection.receive();
    if (frame === null) return null;
    const dataStart = 4 + frame.readUInt16BE(0);
    const dataEnd = frame.length - frame.readUInt16BE(2);
    return this.context
      .decrypt({
        trailer: frame.subarray(4, dataStart),
        data: frame.subarray(dataStart, dataEnd),
        padding: frame.subarray(dataEnd),
      })
      .toString();
  }
}
