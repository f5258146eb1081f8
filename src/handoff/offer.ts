/// <reference lib="esnext.disposable" preserve="true" />

import {
  ArgumentRangeError,
  ArgumentValueError,
  requireInstance,
  requireObject,
  requireUint32,
} from '../arguments';
import { errorOf, isAnsweredOk, native, valueOf } from '../native';
import type { NativeContextOffer, NativeFailure, NativeProgress } from '../native-types';
import { moveContext, SecurityContext } from '../sspi/context';
import { TokenAccess } from '../windows/access-token';
import {
  type ImportedContext,
  type ContextOrigin,
  originOf,
  wrapImportedContext,
} from './imported-context';
import { causedBy, HandoffError } from './handoff-error';
import { formatTicket } from './ticket';

/** How a context is offered. */
export interface OfferOptions {
  /** For how many milliseconds the ticket is good, from 1 to 86400000 (a day). 30000 by default. */
  readonly expiresIn?: number;
  /**
   * The target's rights to the client's access token: a sum of TokenAccess, with QUERY at least. By
   * default QUERY, IMPERSONATE and DUPLICATE.
   */
  readonly tokenAccess?: number;
}

const DAY = 86_400_000;

export function offerArguments(options: OfferOptions) {
  requireObject('options', options);
  const { expiresIn = 30_000 } = options;
  if (requireUint32('options.expiresIn', expiresIn) < 1 || expiresIn > DAY) {
    throw new ArgumentRangeError('options.expiresIn', `from 1 to ${String(DAY)}`, expiresIn);
  }
  const tokenAccess = requireUint32(
    'options.tokenAccess',
    options.tokenAccess ?? TokenAccess.QUERY | TokenAccess.IMPERSONATE | TokenAccess.DUPLICATE,
  );
  if ((tokenAccess & TokenAccess.QUERY) === 0) {
    throw new ArgumentValueError('options.tokenAccess', 'must contain TokenAccess.QUERY.');
  }
  return [expiresIn, tokenAccess] as const;
}

/**
 * Offers a context to another process of this computer, which redeems the ticket with
 * `adoptContext`. From now on this object is consumed, and exactly one process has the context: the
 * target once it has adopted it, else this one, which takes it back with `reclaim()`.
 *
 * What crosses is shared memory and handles, both put into the target by this process. The ticket is no
 * secret: only that process can redeem it, and once. An offer keeps the process alive until it ends.
 *
 * @example
 * ```ts
 * const offer = await offerContext(context, { pid: worker.pid });
 * worker.send(offer.ticket);
 * await offer.adopted;
 * ```
 * @param target The process that is to have it. This process needs PROCESS_DUP_HANDLE and
 * SYNCHRONIZE on it: run both as the same user. This process itself will do, for a worker thread.
 * @throws {TypeError | RangeError} For arguments that are not of their kind, before any system call.
 * @throws {HandoffError} ERR_HANDOFF_RECEIVER_UNREACHABLE if the process cannot be opened, or handles
 * cannot be put into it; `cause` is the WindowsError. The context is in `context`, usable.
 * @throws {SspiError} From ExportSecurityContext: the context is as usable as its package leaves it, and
 * with ERR_SSPI_NO_RESULT it is consumed.
 * @throws {SspiError | WindowsError} What `ContextOffer.reclaim()` throws, if the offer cannot be
 * watched, which is the `cause`, and the context not be taken back either: it is lost.
 * @throws {SspiUsageError} ERR_SSPI_DISPOSED, ERR_SSPI_CONTEXT_EXPORTED.
 * @see https://learn.microsoft.com/windows/win32/api/sspi/nf-sspi-exportsecuritycontext
 * @see https://learn.microsoft.com/windows/win32/api/handleapi/nf-handleapi-duplicatehandle
 */
export async function offerContext(
  context: SecurityContext,
  target: { readonly pid?: number | undefined },
  options: OfferOptions = {},
): Promise<ContextOffer> {
  requireInstance('context', SecurityContext, context);
  requireObject('target', target);
  const pid = requireUint32('target.pid', target.pid);
  const [expiresIn, tokenAccess] = offerArguments(options);
  const { ContextOffer: offers } = native();

  const { origin, outcome } = await moveContext(context, async (nativeContext) => {
    // Not before its turn: an operation that it waits for may be the last step of the handshake.
    const origin = originOf(context);
    const { packageName, role, attributes } = origin;
    const making = [nativeContext, packageName, pid, expiresIn, tokenAccess] as const;
    const outcome = await offers.make(...making, role, attributes);
    return { isMoved: isAnsweredOk(outcome), value: { origin, outcome } };
  });
  if (outcome.failure?.kind === 'win32-error') throw unreachable(outcome.failure, context);
  const { offer, failure, returned } = valueOf(outcome, origin.packageName);
  if (offer !== null) return openOffer(offer, pid, origin);
  if (failure === null) throw new TypeError('The addon gave neither an offer nor a failure');
  throw unreachable(failure, returned === null ? undefined : wrapImportedContext(returned, origin));
}

function unreachable(failure: NativeFailure, context: SecurityContext | undefined): HandoffError {
  const cause = errorOf(failure);
  const needed =
    cause.syscall === 'OpenProcess' && cause.code === 'ERROR_ACCESS_DENIED'
      ? ' PROCESS_DUP_HANDLE and SYNCHRONIZE on it are needed.'
      : '';
  return new HandoffError(
    'ERR_HANDOFF_RECEIVER_UNREACHABLE',
    `The context could not be put before the target process.${needed} ${cause.message}`,
    { senderHasContext: context !== undefined, context, cause },
  );
}

let openOffer: (
  offer: NativeContextOffer,
  pid: number,
  origin: ContextOrigin,
) => Promise<ContextOffer>;

/** A context on its way into another process, from `offerContext`. */
export class ContextOffer implements Disposable {
  static {
    openOffer = async (nativeOffer, pid, origin) => {
      const offer = new ContextOffer(nativeOffer, pid, origin);
      const { failure } = nativeOffer.watch(() => {
        offer.#look();
      });
      if (failure === undefined) return offer;
      // Unwatched it would never end. Nobody has the ticket yet, so the context can come back.
      try {
        throw unreachable(failure, await offer.reclaim());
      } catch (error) {
        throw causedBy(error, errorOf(failure));
      } finally {
        offer.dispose();
      }
    };
  }

  /** What the target passes to `adoptContext`: a short ASCII string, and no secret. */
  readonly ticket: string;
  /**
   * Fulfilled once the target owns the context. Rejected with a HandoffError when it will not:
   * ERR_HANDOFF_EXPIRED, ERR_HANDOFF_RECEIVER_EXITED, ERR_HANDOFF_REJECTED, ERR_HANDOFF_WITHDRAWN. Then
   * `reclaim()` gives the context back. With ERR_HANDOFF_ALTERED, of a target that breaks the protocol,
   * it does so only once the target has ended. It need not be looked at: a rejection that nobody handles
   * does no harm here.
   */
  readonly adopted: Promise<void>;

  readonly #native: NativeContextOffer;
  readonly #origin: ContextOrigin;
  readonly #settle: (error?: HandoffError) => void;
  #end: NativeProgress = 'pending';
  #reclaimed: Promise<ImportedContext> | null = null;
  #isDisposed = false;

  private constructor(nativeOffer: NativeContextOffer, pid: number, origin: ContextOrigin) {
    this.#native = nativeOffer;
    this.#origin = origin;
    this.ticket = formatTicket({ pid, section: nativeOffer.section(), nonce: nativeOffer.nonce() });
    let settle: (error?: HandoffError) => void = nothing;
    this.adopted = new Promise((resolve, reject) => {
      settle = (error) => {
        if (error === undefined) resolve();
        else reject(error);
      };
    });
    this.adopted.catch(nothing);
    this.#settle = settle;
  }

  /**
   * Takes the context back: withdraws the offer if it is still open, and imports the context here. Its
   * next message is the one that it would have been. While the target is just adopting, it waits for
   * the outcome.
   *
   * @returns The context; a second call gives the same one.
   * @throws {HandoffError} ERR_HANDOFF_ALREADY_ADOPTED if the target owns it.
   * @throws {HandoffError} ERR_HANDOFF_ALTERED if the target has changed the packed context, or the
   * state of the transfer: what it wrote is not imported.
   * @throws {SspiError} From ImportSecurityContextW. It can be called again.
   * @throws {WindowsError} ERROR_NOT_ENOUGH_MEMORY. It can be called again.
   * @throws {HandoffError} ERR_HANDOFF_WITHDRAWN after `dispose()`, which has given the context up.
   */
  async reclaim(): Promise<ImportedContext> {
    if (this.#reclaimed === null) {
      this.#reclaimed = this.#takeBack();
      this.#reclaimed.catch(() => {
        this.#reclaimed = null;
        this.#closeIfDone();
      });
    }
    return this.#reclaimed;
  }

  /**
   * Ends the offer. A context that was neither adopted nor reclaimed is given up, and its bytes are
   * wiped. One that the target is just adopting goes to the target. A `reclaim()` that is under way is
   * let finish. Safe to call again.
   */
  dispose(): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    this.#withdraw();
    this.#closeIfDone();
  }

  /** `dispose()`, for `using`. */
  [Symbol.dispose](): void {
    this.dispose();
  }

  async #takeBack(): Promise<ImportedContext> {
    if (this.#isDisposed && this.#end !== 'adopted') throw errorOfEnd('withdrawn', null, false);
    this.#withdraw();
    await this.adopted.catch(nothing);
    if (this.#end === 'adopted') {
      throw new HandoffError(
        'ERR_HANDOFF_ALREADY_ADOPTED',
        'The target has adopted the context; it is the target’s now.',
        { senderHasContext: false },
      );
    }
    const { packageName } = this.#origin;
    const returned = valueOf(await this.#native.takeBack(), packageName);
    if (returned === null) throw errorOfEnd('altered', null, false);
    this.#native.dispose();
    return wrapImportedContext(returned, this.#origin);
  }

  #withdraw(): void {
    if (this.#end !== 'pending') return;
    this.#native.withdraw();
    this.#look();
  }

  #look(): void {
    if (this.#end !== 'pending') return;
    const { progress, rejection } = this.#native.look();
    if (progress === 'pending') return;
    this.#end = progress;
    this.#native.unwatch();
    if (progress === 'adopted') this.#settle();
    else {
      const senderHasContext = progress !== 'altered' && !this.#isGivenUp;
      this.#settle(errorOfEnd(progress, rejection, senderHasContext));
    }
    this.#closeIfDone();
  }

  get #isGivenUp(): boolean {
    return this.#isDisposed && this.#reclaimed === null;
  }

  #closeIfDone(): void {
    // Claimed: its end is the receiver's to tell.
    if (this.#end === 'pending') return;
    if (this.#end === 'adopted' || this.#isGivenUp) this.#native.dispose();
  }
}

function errorOfEnd(
  end: Exclude<NativeProgress, 'adopted' | 'pending'>,
  rejection: NativeFailure | null,
  senderHasContext: boolean,
): HandoffError {
  const [code, message] = ends[end];
  const cause = rejection === null ? undefined : errorOf(rejection);
  return new HandoffError(code, message, { senderHasContext, cause });
}

const ends = {
  expired: [
    'ERR_HANDOFF_EXPIRED',
    'The target did not adopt the context in time. Check that it listens, or raise expiresIn.',
  ],
  rejected: ['ERR_HANDOFF_REJECTED', 'The target process could not import the context.'],
  'receiver-exited': ['ERR_HANDOFF_RECEIVER_EXITED', 'The target process ended before it adopted.'],
  altered: [
    'ERR_HANDOFF_ALTERED',
    'The target has changed the record of the transfer, against the protocol. Nothing that it wrote is ' +
      'imported here. It may have the context: treat the session as its.',
  ],
  withdrawn: ['ERR_HANDOFF_WITHDRAWN', 'The offer was withdrawn before the target adopted.'],
} as const;

function nothing(): void {
  // Whoever awaits `adopted` sees its outcome; it is no error that nobody does.
}
