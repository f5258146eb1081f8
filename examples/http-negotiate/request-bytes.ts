import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

const MAX_BYTES = 4 * 1024 * 1024;

/**
 * The bytes of a connection since its last response. The HTTP parser of this process consumes them, but the worker
 * must parse the same request again, with its body and the requests behind it.
 */
export class RequestBytes {
  #chunks: Buffer[] = [];
  #length = 0;

  constructor(private readonly socket: Socket) {}

  /** Call it each time an HTTP server begins to read from the socket. */
  record(): void {
    // Before the listener of the HTTP server, because the server emits 'request' while it handles the chunk.
    this.socket.off('data', this.#onData).prependListener('data', this.#onData);
  }

  stop(): void {
    this.socket.off('data', this.#onData);
    this.forget();
  }

  /** Call it before each response, because the next bytes belong to the next request. */
  forget(): void {
    this.#chunks = [];
    this.#length = 0;
  }

  /** All bytes from the request on. Undefined if another request is in front of it. */
  from({ method = '', url = '', httpVersion }: IncomingMessage): Buffer | undefined {
    const bytes = Buffer.concat(this.#chunks);
    const start = Buffer.from(`${method} ${url} HTTP/${httpVersion}\r\n`, 'latin1');
    return bytes.subarray(0, start.length).equals(start) ? bytes : undefined;
  }

  readonly #onData = (chunk: Buffer): void => {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
    // Only a client that floods the handshake with requests gets here.
    if (this.#length > MAX_BYTES) this.socket.destroy();
  };
}
