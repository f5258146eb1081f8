import type { PausedSocket } from './paused-socket';

/** The reason why a receiver can no longer receive. */
export type EndReason = 'channel-closed' | 'exited';

/** An EventEmitter with events for its own end. */
export interface EndingReceiver {
  /** Same as EventEmitter.once. */
  once?(event: 'close' | 'disconnect' | 'exit', listener: () => void): unknown;
}

/** The end of a receiver. Each receiver has one set of listeners, shared by all handoffs to it. */
export class ReceiverEnd {
  static readonly #ends = new WeakMap<EndingReceiver, ReceiverEnd>();

  static of(receiver: EndingReceiver): ReceiverEnd {
    const known = ReceiverEnd.#ends.get(receiver);
    if (known !== undefined) return known;
    const end = new ReceiverEnd(receiver);
    ReceiverEnd.#ends.set(receiver, end);
    return end;
  }

  readonly #waiting = new Set<(reason: EndReason) => void>();
  #lastSent: PausedSocket | undefined;
  #reason: EndReason | undefined;

  private constructor(receiver: EndingReceiver) {
    const ended = (reason: EndReason) => {
      this.#reason ??= reason;
      for (const callback of this.#waiting) callback(reason);
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

  /** @returns A function that removes the callback. */
  wait(callback: (reason: EndReason) => void): () => void {
    if (this.#reason !== undefined) callback(this.#reason);
    this.#waiting.add(callback);
    return () => this.#waiting.delete(callback);
  }

  /**
   * Destroys a sent socket when the receiver ends, because the receiver may not have received it, and Node would
   * leave it open forever. Only the last socket is stored, because Node waits for the receiver's
   * acknowledgement before it sends the next one.
   */
  destroyAtEnd(sent: PausedSocket): void {
    this.#lastSent = sent;
  }
}
