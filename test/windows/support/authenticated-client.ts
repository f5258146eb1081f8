import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

import type { ClientSecurityContext } from 'sspi-handoff';

import { FrameReader, framed } from './frames';
import { newClient } from './reference-package';

/** A client that has authenticated over TCP. It sends one encrypted message at a time. */
export class AuthenticatedClient {
  readonly context: ClientSecurityContext = newClient();
  /** Resolves when the connection is closed, for any reason. */
  readonly closed: Promise<void>;
  readonly #socket: Socket;
  readonly #reader = new FrameReader();

  private constructor(port: number) {
    this.#socket = connect(port, '127.0.0.1');
    this.closed = new Promise((resolve) => {
      this.#socket.on('error', () => {
        // 'close' follows.
      });
      this.#socket.on('close', () => {
        resolve();
      });
    });
  }

  static async connect(port: number): Promise<AuthenticatedClient> {
    const client = new AuthenticatedClient(port);
    await once(client.#socket, 'connect');
    let token = client.context.stepSync();
    while (token !== null) {
      client.#socket.write(framed(token));
      if (client.context.complete) break;
      token = client.context.stepSync(await client.#nextFrame());
    }
    return client;
  }

  /** Sends a message and returns the answer. */
  async ask(text: string): Promise<string> {
    this.#socket.write(framed(this.context.wrap(Buffer.from(text))));
    return this.context.unwrap(await this.#nextFrame()).toString();
  }

  dispose(): void {
    this.#socket.destroy();
    this.context.dispose();
  }

  async #nextFrame(): Promise<Buffer> {
    for (;;) {
      const [chunk] = (await Promise.race([
        once(this.#socket, 'data'),
        this.closed.then(() => {
          throw new Error('The connection ended before the answer');
        }),
      ])) as [Buffer];
      const [frame] = this.#reader.push(chunk);
      if (frame !== undefined) return frame;
    }
  }
}
