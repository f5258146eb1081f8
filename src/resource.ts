/// <reference lib="esnext.disposable" preserve="true" />

import { SspiUsageError } from './errors';

/**
 * An object that owns something of Windows' until `dispose()`.
 *
 * One operation at a time: asynchronous ones take turns in the order of their calls, and a
 * synchronous one is refused while any is under way.
 */
export abstract class Resource implements Disposable {
  #gone: SspiUsageError['code'] | null = null;
  #lastTurn: Promise<unknown> | null = null;

  /** Closes what is owned. Called once; native operations under way keep it open until they end. */
  protected abstract release(): void;

  /** The name of the class, for messages. */
  protected abstract readonly noun: string;

  /**
   * Closes what this object owns. An operation that is under way is let finish first, those that
   * wait for their turn are refused. Safe to call again.
   */
  dispose(): void {
    this.#leave('ERR_SSPI_DISPOSED');
  }

  /** `dispose()`, for `using`. */
  [Symbol.dispose](): void {
    this.dispose();
  }

  /** What was owned is now owned elsewhere; this object is of no more use. */
  protected consume(): void {
    this.#leave('ERR_SSPI_CONTEXT_EXPORTED');
  }

  #leave(reason: SspiUsageError['code']): void {
    if (this.#gone !== null) return;
    this.#gone = reason;
    this.release();
  }

  protected assertUsable(): void {
    if (this.#gone === 'ERR_SSPI_CONTEXT_EXPORTED') {
      throw new SspiUsageError(
        this.#gone,
        `This ${this.noun} was exported with DELETE_OLD and now lives where it is imported. ` +
          `Go on there, or export with other flags to keep a copy.`,
      );
    }
    if (this.#gone !== null) {
      throw new SspiUsageError(this.#gone, `This ${this.noun} is disposed.`);
    }
  }

  protected async inTurn<Value>(operation: () => Promise<Value>): Promise<Value> {
    this.assertUsable();
    const turn =
      this.#lastTurn === null
        ? operation()
        : this.#lastTurn.then(() => {
            this.assertUsable();
            return operation();
          });
    const settled = turn.then(nothing, nothing);
    this.#lastTurn = settled;
    try {
      return await turn;
    } finally {
      if (this.#lastTurn === settled) this.#lastTurn = null;
    }
  }

  protected atOnce<Value>(operation: () => Value): Value {
    this.assertIdle();
    return operation();
  }

  /** What a synchronous operation begins with. */
  protected assertIdle(): void {
    this.assertUsable();
    if (this.#lastTurn !== null) {
      throw new SspiUsageError(
        'ERR_SSPI_CONTEXT_BUSY',
        `An asynchronous operation on this ${this.noun} is under way. Await it first.`,
      );
    }
  }
}

function nothing(): void {
  // A turn's outcome is its own caller's business; the next turn only waits for its end.
}
