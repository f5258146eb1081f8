/// <reference lib="esnext.disposable" preserve="true" />

import { SspiUsageError } from './errors';
import { Inspectable, stateOf } from './inspection';

/** The end of an object's use: an error code, and the reason for the message. */
interface End {
  readonly code: SspiUsageError['code'];
  fate: string;
}

/**
 * An object that owns a Windows resource until `dispose()`.
 *
 * Only one operation runs at a time. Asynchronous operations run in the order of their calls. A synchronous
 * operation throws ERR_SSPI_CONTEXT_BUSY while an asynchronous one is not finished.
 */
export abstract class Resource extends Inspectable implements Disposable {
  #end: End | null = null;
  #lastTurn: Promise<unknown> | null = null;

  /** Closes the resource. Called once. Running native operations keep the resource open until they end. @internal */
  protected abstract release(): void;

  /** The kind of object, for messages: 'access token'. @internal */
  protected abstract readonly kind: string;

  /**
   * Closes the resource. A running operation finishes first; waiting operations are refused. Can be called
   * again.
   */
  dispose(): void {
    this.#endUse({ code: 'ERR_SSPI_DISPOSED', fate: 'is disposed.' });
  }

  /** Calls `dispose()` at the end of a `using` block. */
  [Symbol.dispose](): void {
    this.dispose();
  }

  /**
   * Ends the use of this object, because another owner has its resource.
   *
   * @param fate The end of the sentence "This security context …", for later errors.
   * @returns A function that replaces `fate`.
   * @internal
   */
  consume(fate: string): (fate: string) => void {
    const end: End = { code: 'ERR_SSPI_CONTEXT_EXPORTED', fate };
    this.#endUse(end);
    return (later) => {
      end.fate = later;
    };
  }

  #endUse(end: End): void {
    if (this.#end !== null) return;
    this.#end = end;
    this.release();
  }

  /** @internal */
  assertUsable(): void {
    if (this.#end === null) return;
    throw new SspiUsageError(this.#end.code, `This ${this.kind} ${this.#end.fate}`);
  }

  /** Runs an asynchronous operation after the earlier ones. @internal */
  async inTurn<Value>(operation: () => Promise<Value>): Promise<Value> {
    this.assertUsable();
    const earlier = this.#lastTurn;
    let endTurn = ignore;
    const turn = new Promise<void>((resolve) => {
      endTurn = resolve;
    });
    this.#lastTurn = turn;
    try {
      if (earlier !== null) {
        await earlier;
        this.assertUsable();
      }
      // Only this function may await the promise. Otherwise V8 does not follow it to the caller, and the
      // stack of an error ends here.
      return await operation();
    } finally {
      if (this.#lastTurn === turn) this.#lastTurn = null;
      endTurn();
    }
  }

  /** Whether an asynchronous operation is not finished. @internal */
  get isBusy(): boolean {
    return this.#lastTurn !== null;
  }

  /** Runs a synchronous operation if no asynchronous one is unfinished. @internal */
  protected atOnce<Value>(operation: () => Value): Value {
    this.assertIdle();
    return operation();
  }

  /** For inspection: `'usable'`, or one word for the reason why not. @internal */
  protected get state(): string {
    return stateOf(() => {
      this.assertUsable();
    });
  }

  /** The start of each synchronous operation. @internal */
  assertIdle(): void {
    this.assertUsable();
    if (this.isBusy) {
      throw new SspiUsageError(
        'ERR_SSPI_CONTEXT_BUSY',
        `An asynchronous operation on this ${this.kind} is not finished. Await it first.`,
      );
    }
  }
}

function ignore(): void {
  // The promise's executor replaces this function before anything calls it.
}
