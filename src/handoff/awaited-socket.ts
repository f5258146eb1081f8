import type { Socket } from 'node:net';

import { threadState } from './thread-state';

/**
 * The time that adopted content waits for its socket. A sender that stops between the two messages must not
 * withhold the content from its listener forever.
 */
const TIMEOUT_MS = 30_000;

/** The socket of a handoff. The sender sends the socket after this process has adopted the content. */
export class AwaitedSocket {
  /** The socket. Undefined if no socket follows, because the client or the sender has ended. */
  readonly arrival: Promise<Socket | undefined>;
  readonly #ticket: string;
  #settle: (socket: Socket | undefined) => void = () => undefined;
  #isOver = false;

  constructor(ticket: string) {
    this.#ticket = ticket;
    threadState().awaitingSocket.add(ticket);
    this.arrival = new Promise((resolve) => {
      this.#settle = resolve;
    });
  }

  /** Starts the time limit. Call it after the content is adopted, because the socket can only follow then. */
  startTimeout(): void {
    const timer = setTimeout(() => {
      this.end();
    }, TIMEOUT_MS);
    void this.arrival.then(() => {
      clearTimeout(timer);
    });
  }

  /** @returns False if the wait has already ended. */
  settle(socket: Socket | undefined): boolean {
    if (this.#isOver) return false;
    this.#isOver = true;
    threadState().awaitingSocket.delete(this.#ticket);
    this.#settle(socket);
    return true;
  }

  /** Ends the wait without a socket. */
  end(): void {
    this.settle(undefined);
  }
}
