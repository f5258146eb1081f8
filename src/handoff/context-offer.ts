/// <reference lib="esnext.disposable" preserve="true" />

import { Inspectable, type Shown } from '../inspection';
import { errorOf, native, valueOf } from '../native';
import type { NativeOffer } from '../native-types';
import { ImportedContext } from '../sspi/context';
import type { ContextOrigin } from '../sspi/context-origin';
import { causedBy, HandoffError } from './handoff-error';
import { errorOfEnd, Transfer, type TransferEnd } from './transfer';
import { unreachable } from './unreachable';

/** The facts of an offer that its native side does not have. */
export interface OfferTerms {
  /** The receiver. */
  readonly pid: number;
  readonly origin: ContextOrigin;
  /** Updates the message of later errors of the object that was offered. */
  readonly changeFate: (fate: string) => void;
}

const uncloneable = Symbol(
  'An offer cannot be cloned: post offer.ticket, and call adoptContext() there. It',
);

/**
 * A context that `offerContext()` has offered to another process.
 *
 * @see https://learn.microsoft.com/windows/win32/api/sspi/nf-sspi-exportsecuritycontext
 * @category Hand off
 */
export class ContextOffer extends Inspectable implements Disposable {
  /**
   * Creates the object for a new offer and watches the offer.
   *
   * @internal
   */
  static async watch(nativeOffer: NativeOffer, terms: OfferTerms): Promise<ContextOffer> {
    const offer = new ContextOffer(nativeOffer, terms);
    const failure = offer.#transfer.watch();
    if (failure === undefined) return offer;
    // Without a watch the offer would never end. The ticket is not sent yet, so the context can be reclaimed.
    try {
      throw unreachable(failure).withContext(await offer.reclaim());
    } catch (error) {
      throw causedBy(error, errorOf(failure));
    } finally {
      offer.dispose();
    }
  }

  /** The argument of `adoptContext()` in the receiver: a short ASCII string. It is not a secret. */
  readonly ticket: string;
  /**
   * Fulfilled when the receiver owns the context. Rejected with a HandoffError if the receiver does not get
   * the context: ERR_HANDOFF_EXPIRED, ERR_HANDOFF_RECEIVER_EXITED, ERR_HANDOFF_REJECTED, ERR_HANDOFF_VERSION,
   * ERR_HANDOFF_WITHDRAWN. Then `reclaim()` returns the context. With ERR_HANDOFF_ALTERED the receiver broke
   * the protocol, and `reclaim()` works only after the receiver has ended. The promise stays pending while a
   * receiver has claimed the context and does not finish. An unhandled rejection is ignored.
   */
  readonly adopted: Promise<void>;

  readonly #native: NativeOffer;
  readonly #terms: OfferTerms;
  readonly #transfer: Transfer;
  #reclaimed: Promise<ImportedContext> | null = null;
  #isDisposed = false;

  private constructor(nativeOffer: NativeOffer, terms: OfferTerms) {
    super();
    this.#native = nativeOffer;
    this.#terms = terms;
    this.#transfer = new Transfer(nativeOffer, terms.pid, (end) => this.#onEnd(end));
    this.ticket = this.#transfer.ticket;
    this.adopted = this.#transfer.adopted;
  }

  /**
   * Reclaims the context: withdraws the offer if it is still open, and imports the context in this process.
   * The context continues with its next message, as if it had never been offered. If the receiver is importing
   * the context, this call waits until the import has ended.
   *
   * @returns The context, with its access token. A second call returns the same object.
   * @throws {HandoffError} ERR_HANDOFF_ALREADY_ADOPTED if the receiver owns it.
   * @throws {HandoffError} ERR_HANDOFF_ALTERED if the receiver has changed the packed context, or the
   * state of the transfer. Nothing that the receiver wrote is imported.
   * @throws {SspiError} From ImportSecurityContextW. `reclaim()` can be called again.
   * @throws {WindowsError} ERROR_NOT_ENOUGH_MEMORY. `reclaim()` can be called again.
   * @throws {HandoffError} ERR_HANDOFF_WITHDRAWN after `dispose()`, which has abandoned the context.
   * @see https://learn.microsoft.com/windows/win32/api/sspi/nf-sspi-importsecuritycontextw
   */
  async reclaim(): Promise<ImportedContext> {
    if (this.#reclaimed === null) {
      this.#reclaimed = this.#reclaimOnce();
      this.#reclaimed.catch(() => {
        this.#reclaimed = null;
        this.#closeIfDone();
      });
    }
    return this.#reclaimed;
  }

  /**
   * Ends the offer. A context that was neither adopted nor reclaimed is abandoned. If the receiver is importing
   * the context, the receiver gets it. A running `reclaim()` finishes. Another thread closes the handles in the
   * receiver. Then the bytes of the abandoned context are wiped, and `adopted` is rejected. If this process
   * exits before that, the receiver keeps these handles until it exits. Can be called again.
   */
  dispose(): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    this.withdraw();
    this.#closeIfDone();
  }

  /** Calls `dispose()` at the end of a `using` block. */
  [Symbol.dispose](): void {
    this.dispose();
  }

  /**
   * Withdraws the offer, unless the receiver has claimed the context.
   *
   * @returns Whether the offer has ended. False while the receiver is importing the context.
   * @internal
   */
  withdraw(): boolean {
    return this.#transfer.withdraw();
  }

  /**
   * Lets the process exit although the offer is open.
   *
   * @internal
   */
  unref(): void {
    this.#transfer.unref();
  }

  /** @internal */
  protected whyUncloneable(): symbol {
    return uncloneable;
  }

  /** The facts that JSON and console.log show. */
  toJSON(): Shown {
    const { ticket } = this;
    const state = this.#isDisposed ? 'disposed' : this.#transfer.end;
    return { state, packageName: this.#terms.origin.packageName, ticket };
  }

  async #reclaimOnce(): Promise<ImportedContext> {
    const { origin, changeFate, pid } = this.#terms;
    if (this.#isDisposed && this.#transfer.end !== 'adopted') throw errorOfEnd('withdrawn', false);
    this.withdraw();
    await this.adopted.catch(() => undefined);
    if (this.#transfer.end === 'adopted') {
      throw new HandoffError(
        'ERR_HANDOFF_ALREADY_ADOPTED',
        `The receiver, process ${String(pid)}, has adopted the context and owns it.`,
        { senderHasContext: false },
      );
    }
    const reclaimed = valueOf(await native().Offer.reclaim(this.#native), origin.importPackageName);
    if (reclaimed === null) throw errorOfEnd('altered', false);
    native().Offer.dispose(this.#native);
    changeFate(
      `was offered to process ${String(pid)} and reclaimed. Use the object that reclaim() returned, or ` +
        'the context property of the error of sendContext().',
    );
    return ImportedContext.create(reclaimed, origin);
  }

  #onEnd(end: TransferEnd): boolean {
    if (end === 'adopted') {
      this.#terms.changeFate(
        `was handed over to process ${String(this.#terms.pid)}, which owns it now.`,
      );
    }
    this.#closeIfDone();
    return end !== 'altered' && !this.#isAbandoned;
  }

  get #isAbandoned(): boolean {
    return this.#isDisposed && this.#reclaimed === null;
  }

  #closeIfDone(): void {
    // While the context is claimed, only the receiver can end the offer.
    if (this.#transfer.end === 'pending') return;
    if (this.#isAbandoned && this.#transfer.end !== 'adopted') {
      this.#terms.changeFate(
        `was offered to process ${String(this.#terms.pid)}, and the offer was disposed before the ` +
          'context was adopted or reclaimed. The session is lost: authenticate again.',
      );
    }
    if (this.#transfer.end === 'adopted' || this.#isAbandoned) native().Offer.dispose(this.#native);
  }
}
