/// <reference lib="esnext.disposable" preserve="true" />

import { SspiUsageError } from './errors';
import { Inspectable, stateOf } from './inspection';

/** Why an object can no longer be used. */
interface Gone {
  readonly code: SspiUsageError['code'];
  fate: string;
}

/**
 * An object that owns something of Windows' until `dispose()`.
 *
 * One operation at a time: asynchronous ones take turns in the order of their calls, and a
 * synchronous one is refused while any is under way.
 */
export abstract class Resource extends Inspectable implements Disposable {
  #gone: Gone | null = null;
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
    this.#leave({ code: 'ERR_SSPI_DISPOSED', fate: 'is disposed.' });
  }

  /** `dispose()`, for `using`. */
  [Symbol.dispose](): void {
    this.dispose();
  }

  /**
   * Ends the use of this object, because another owner has what it owned.
   *
   * @param fate The rest of a sentence that begins with "This security context": what became of it.
   * @returns Changes the sentence when more has become of it.
   */
  protected consume(fate: string): (fate: string) => void {
    const gone: Gone = { code: 'ERR_SSPI_CONTEXT_EXPORTED', fate };
    this.#leave(gone);
    return (later) => {
      gone.fate = later;
    };
  }

  #leave(gone: Gone): void {
    if (this.#gone !== null) return;
    this.#gone = gone;
    this.release();
  }

  /** @internal */
  assertUsable(): void {
    if (this.#gone === null) return;
    throw new SspiUsageError(this.#gone.code, `This ${this.noun} ${this.#gone.fate}`);
  }

  protected async inTurn<Value>(operation: () => Promise<Value>): Promise<Value> {
    this.assertUsable();
    const earlier = this.#lastTurn;
    let end = nothing;
    const turn = new Promise<void>((resolve) => {
      end = resolve;
    });
    this.#lastTurn = turn;
    try {
      if (earlier !== null) {
        await earlier;
        this.assertUsable();
      }
      // Only this function may wait for the promise. Otherwise V8 does not follow it to the caller, and the
      // stack of an error ends here.
      return await operation();
    } finally {
      if (this.#lastTurn === turn) this.#lastTurn = null;
      end();
    }
  }

  /** Whether an asynchronous operation is under way. */
  protected get isBusy(): boolean {
    return this.#lastTurn !== null;
  }

  protected atOnce<Value>(operation: () => Value): Value {
    this.assertIdle();
    return operation();
  }

  /** `'usable'`, or in one word why not; for inspection. */
  protected get state(): string {
    return stateOf(() => {
      this.assertUsable();
    });
  }

  /** What a synchronous operation begins with. */
  protected assertIdle(): void {
    this.assertUsable();
    if (this.isBusy) {
      throw new SspiUsageError(
        'ERR_SSPI_CONTEXT_BUSY',
        `An asynchronous operation on this ${this.noun} is under way. Await it first.`,
      );
    }
  }
}

function nothing(): void {
  // `resolve` replaces this function before anybody calls it: a promise calls its executor at once.
}
