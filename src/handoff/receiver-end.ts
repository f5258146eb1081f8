import type { RestingSocket } from './resting-socket';

/** What tells of its own end, if it does: an EventEmitter. */
export interface EndingReceiver {
  /** As EventEmitter.once. */
  once?(event: 'disconnect' | 'exit', listener: () => void): unknown;
}

/** The end of a target, for all who wait for it: one listener, however many contexts are on their way. */
export class ReceiverEnd {
  static readonly #ofTargets = new WeakMap<EndingReceiver, ReceiverEnd>();

  static of(target: EndingReceiver): ReceiverEnd {
    const known = ReceiverEnd.#ofTargets.get(target);
    if (known !== undefined) return known;
    const end = new ReceiverEnd(target);
    ReceiverEnd.#ofTargets.set(target, end);
    return end;
  }

  readonly #waiting = new Set<() => void>();
  #lastSent: RestingSocket | undefined;
  #hasCome = false;

  private constructor(target: EndingReceiver) {
    const ended = () => {
      this.#hasCome = true;
      for (const callback of this.#waiting) callback();
      this.#waiting.clear();
      this.#lastSent?.destroy();
      this.#lastSent = undefined;
    };
    target.once?.('exit', ended);
    target.once?.('disconnect', ended);
  }

  /** @returns Ends the waiting. */
  wait(callback: () => void): () => void {
    if (this.#hasCome) callback();
    this.#waiting.add(callback);
    return () => this.#waiting.delete(callback);
  }

  /**
   * A socket that was sent, and that the target may not have taken when it ends. Node waits for its
   * acknowledgement before it sends another, so that one is enough; and where none comes because the
   * target has ended, it leaves the socket open for ever.
   */
  destroyAtEnd(sent: RestingSocket): void {
    this.#lastSent = sent;
  }
}
