import type { RestingSocket } from './resting-socket';

/** How a receiver stopped being one. */
export type HowEnded = 'channel-closed' | 'exited';

/** An EventEmitter that tells its own end. */
export interface EndingReceiver {
  /** As EventEmitter.once. */
  once?(event: 'close' | 'disconnect' | 'exit', listener: () => void): unknown;
}

/** The end of a receiver. It has one listener, however many contexts are on their way there. */
export class ReceiverEnd {
  static readonly #ofReceivers = new WeakMap<EndingReceiver, ReceiverEnd>();

  static of(receiver: EndingReceiver): ReceiverEnd {
    const known = ReceiverEnd.#ofReceivers.get(receiver);
    if (known !== undefined) return known;
    const end = new ReceiverEnd(receiver);
    ReceiverEnd.#ofReceivers.set(receiver, end);
    return end;
  }

  readonly #waiting = new Set<(how: HowEnded) => void>();
  #lastSent: RestingSocket | undefined;
  #how: HowEnded | undefined;

  private constructor(receiver: EndingReceiver) {
    const ended = (how: HowEnded) => {
      this.#how ??= how;
      for (const callback of this.#waiting) callback(how);
      this.#waiting.clear();
      this.#lastSent?.destroy();
      this.#lastSent = undefined;
    };
    receiver.once?.('exit', () => {
      ended('exited');
    });
    for (const event of ['disconnect', 'close'] as const) {
      receiver.once?.(event, () => {
        ended('channel-closed');
      });
    }
  }

  /** @returns Ends the waiting. */
  wait(callback: (how: HowEnded) => void): () => void {
    if (this.#how !== undefined) callback(this.#how);
    this.#waiting.add(callback);
    return () => this.#waiting.delete(callback);
  }

  /**
   * Destroys a socket that was sent when the receiver ends, because the receiver may not have taken it.
   * Node waits for its acknowledgement before it sends another socket, so that remembering one is
   * enough. If the receiver ends before that, Node leaves the socket open forever.
   */
  destroyAtEnd(sent: RestingSocket): void {
    this.#lastSent = sent;
  }
}
