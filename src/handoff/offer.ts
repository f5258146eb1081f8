/// <reference lib="esnext.disposable" preserve="true" />

import { Inspectable, type Shown } from '../inspection';
import { errorOf, valueOf } from '../native';
import type { NativeContextOffer, NativeFailure, NativeProgress } from '../native-types';
import { causedBy, HandoffError, versionError } from './handoff-error';
import { type ContextOrigin, type ImportedContext, wrapImportedContext } from './imported-context';
import { PROTOCOL_VERSION } from './protocol-version';
import { formatTicket } from './ticket';
import { unreachable } from './unreachable';

/** The parties of an offer, beside its native side. */
export interface OfferTerms {
  /** The process that the context is offered to. */
  readonly pid: number;
  readonly origin: ContextOrigin;
  /** Keeps the error of the object that was offered true. */
  readonly changeFate: (fate: string) => void;
}

const uncloneable = Symbol(
  'An offer cannot be cloned: post offer.ticket, and call adoptContext() there. It',
);

/** A context on its way into another process, from `offerContext`. */
export class ContextOffer extends Inspectable implements Disposable {
  /**
   * Watches an offer that was just made.
   *
   * @internal
   */
  static async watch(nativeOffer: NativeContextOffer, terms: OfferTerms): Promise<ContextOffer> {
    const offer = new ContextOffer(nativeOffer, terms);
    const { failure } = nativeOffer.watch(() => {
      offer.#poll();
    });
    if (failure === undefined) return offer;
    // Unwatched it would never end. Nobody has the ticket yet, so the context can be reclaimed.
    try {
      throw unreachable(failure, await offer.reclaim());
    } catch (error) {
      throw causedBy(error, errorOf(failure));
    } finally {
      offer.dispose();
    }
  }

  /** The argument for `adoptContext` in the receiver: a short ASCII string, and no secret. */
  readonly ticket: string;
  /**
   * Fulfilled once the receiver owns the context. Rejected with a HandoffError when it does not get it:
   * ERR_HANDOFF_EXPIRED, ERR_HANDOFF_RECEIVER_EXITED, ERR_HANDOFF_REJECTED, ERR_HANDOFF_VERSION,
   * ERR_HANDOFF_WITHDRAWN. Then `reclaim()` returns the context. With ERR_HANDOFF_ALTERED, because the
   * receiver broke the protocol, `reclaim()` does so only once the receiver has ended. A receiver that has
   * claimed the context and does not finish keeps it pending. A rejection that nobody handles does no harm.
   */
  readonly adopted: Promise<void>;

  readonly #native: NativeContextOffer;
  readonly #terms: OfferTerms;
  readonly #settle: (error?: HandoffError) => void;
  #end: NativeProgress = 'pending';
  #reclaimed: Promise<ImportedContext> | null = null;
  #isDisposed = false;

  private constructor(nativeOffer: NativeContextOffer, terms: OfferTerms) {
    super();
    this.#native = nativeOffer;
    this.#terms = terms;
    this.ticket = formatTicket({
      pid: terms.pid,
      section: nativeOffer.section(),
      expiresAt: nativeOffer.expiresAt(),
      nonce: nativeOffer.nonce(),
    });
    let settle: (error?: HandoffError) => void = ignore;
    this.adopted = new Promise((resolve, reject) => {
      settle = (error) => {
        if (error === undefined) resolve();
        else reject(error);
      };
    });
    this.adopted.catch(ignore);
    this.#settle = settle;
  }

  /**
   * Takes the context back: withdraws the offer if it is still open, and imports the context here. Its
   * next message is the same as if it had never been offered. While the receiver imports the context,
   * this waits for the outcome.
   *
   * @returns The context. A second call returns the same one.
   * @throws {HandoffError} ERR_HANDOFF_ALREADY_ADOPTED if the receiver owns it.
   * @throws {HandoffError} ERR_HANDOFF_ALTERED if the receiver has changed the packed context, or the
   * state of the transfer. Nothing that the receiver wrote is imported.
   * @throws {SspiError} From ImportSecurityContextW. It can be called again.
   * @throws {WindowsError} ERROR_NOT_ENOUGH_MEMORY. It can be called again.
   * @throws {HandoffError} ERR_HANDOFF_WITHDRAWN after `dispose()`, which has given the context up.
   */
  async reclaim(): Promise<ImportedContext> {
    if (this.#reclaimed === null) {
      this.#reclaimed = this.#reclaim();
      this.#reclaimed.catch(() => {
        this.#reclaimed = null;
        this.#closeIfDone();
      });
    }
    return this.#reclaimed;
  }

  /**
   * Ends the offer. A context that was neither adopted nor reclaimed is given up, and its bytes are
   * wiped. A context that the receiver is importing goes to the receiver. A running `reclaim()` may
   * finish. Safe to call again.
   */
  dispose(): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    this.withdraw();
    this.#closeIfDone();
  }

  /** `dispose()`, for `using`. */
  [Symbol.dispose](): void {
    this.dispose();
  }

  /**
   * Withdraws the offer, unless the receiver has claimed the context.
   *
   * @returns Whether the offer has ended. It has not while the receiver is importing the context.
   * @internal
   */
  withdraw(): boolean {
    if (this.#end === 'pending') {
      this.#native.withdraw();
      this.#poll();
    }
    return this.#end !== 'pending';
  }

  /**
   * Lets the process exit although the offer is open.
   *
   * @internal
   */
  unref(): void {
    if (this.#end === 'pending') this.#native.unref();
  }

  protected whyUncloneable(): symbol {
    return uncloneable;
  }

  /** The facts that may be shown: the ticket is no secret. */
  toJSON(): Shown {
    const { ticket } = this;
    const state = this.#isDisposed ? 'disposed' : this.#end;
    return { state, packageName: this.#terms.origin.packageName, ticket };
  }

  async #reclaim(): Promise<ImportedContext> {
    const { origin, changeFate, pid } = this.#terms;
    if (this.#isDisposed && this.#end !== 'adopted') throw errorOfEnd('withdrawn', false);
    this.withdraw();
    await this.adopted.catch(ignore);
    if (this.#end === 'adopted') {
      throw new HandoffError(
        'ERR_HANDOFF_ALREADY_ADOPTED',
        `The receiver, process ${String(pid)}, has adopted the context and owns it.`,
        { senderHasContext: false },
      );
    }
    const reclaimed = valueOf(await this.#native.reclaim(), origin.packageName);
    if (reclaimed === null) throw errorOfEnd('altered', false);
    this.#native.dispose();
    changeFate(
      `was offered to process ${String(pid)} and reclaimed. Use the object that reclaim() returned, or ` +
        'the context property of the error of sendContext().',
    );
    return wrapImportedContext(reclaimed, origin);
  }

  #poll(): void {
    if (this.#end !== 'pending') return;
    const { progress, rejection, receiverVersion } = this.#native.poll();
    if (progress === 'pending') return;
    this.#end = progress;
    this.#native.unwatch();
    if (progress === 'adopted') {
      this.#terms.changeFate(
        `was handed over to process ${String(this.#terms.pid)}, which owns it now.`,
      );
      this.#settle();
    } else {
      const senderHasContext = progress !== 'altered' && !this.#isGivenUp;
      this.#settle(errorOfEnd(progress, senderHasContext, rejection, receiverVersion));
    }
    this.#closeIfDone();
  }

  get #isGivenUp(): boolean {
    return this.#isDisposed && this.#reclaimed === null;
  }

  #closeIfDone(): void {
    // While it is claimed, only the receiver can end it.
    if (this.#end === 'pending') return;
    if (this.#isGivenUp && this.#end !== 'adopted') {
      this.#terms.changeFate(
        `was offered to process ${String(this.#terms.pid)}, and the offer was disposed before the ` +
          'context was adopted or reclaimed. The session is lost: authenticate again.',
      );
    }
    if (this.#end === 'adopted' || this.#isGivenUp) this.#native.dispose();
  }
}

function errorOfEnd(
  end: Exclude<NativeProgress, 'adopted' | 'pending'>,
  senderHasContext: boolean,
  rejection: NativeFailure | null = null,
  receiverVersion: number | null = null,
): HandoffError {
  if (end === 'refused') return versionError(PROTOCOL_VERSION, receiverVersion ?? undefined);
  const [code, message] = ends[end];
  const cause = rejection === null ? undefined : errorOf(rejection);
  return new HandoffError(code, message, { senderHasContext, cause });
}

const ends = {
  expired: [
    'ERR_HANDOFF_EXPIRED',
    'The receiver did not claim the context in time. Check that it calls onContext() or adoptContext(), ' +
      'or raise expiresIn.',
  ],
  rejected: ['ERR_HANDOFF_REJECTED', 'The receiver could not import the context.'],
  'receiver-exited': [
    'ERR_HANDOFF_RECEIVER_EXITED',
    'The receiver ended before it had adopted the context.',
  ],
  altered: [
    'ERR_HANDOFF_ALTERED',
    'The receiver changed the record of the transfer, against the protocol. Nothing that it wrote is ' +
      'imported here. The receiver may have the context: treat the session as owned by the receiver.',
  ],
  withdrawn: ['ERR_HANDOFF_WITHDRAWN', 'The offer was withdrawn before the receiver claimed it.'],
} as const;

function ignore(): void {
  // Callers that await `adopted` see its outcome. It is no error if nobody does.
}
