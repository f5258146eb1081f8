import {
  ArgumentRangeError,
  ArgumentValueError,
  readOptions,
  requireInstance,
  requireObject,
  requireUint32,
} from '../arguments';
import { native, valueOf } from '../native';
import type { NativeProcess } from '../native-types';
import { fateAfterExport, SecurityContext } from '../sspi/context';
import { TokenAccess } from '../windows/access-token';
import { HandoffError } from './handoff-error';
import { originOf, wrapImportedContext } from './imported-context';
import { ContextOffer } from './offer';
import { hasEnded } from './receiver';
import { exited, unreachable } from './unreachable';

/** How a context is offered. */
export interface OfferOptions {
  /** For how many milliseconds the ticket is valid, from 1 to 86400000 (a day). 30000 by default. */
  readonly expiresIn?: number;
  /**
   * The receiver's rights to the client's access token: a sum of TokenAccess that contains QUERY. By
   * default QUERY, IMPERSONATE and DUPLICATE.
   */
  readonly tokenAccess?: number;
}

/** A process that a context is offered to: a ChildProcess, or a pid. */
export interface OfferReceiver {
  readonly pid?: number | undefined;
  /** Null while the process runs, as in ChildProcess. */
  readonly exitCode?: number | string | null | undefined;
  /** Null while the process runs, as in ChildProcess. */
  readonly signalCode?: string | null;
}

const DAY = 86_400_000;

/** The validated options of an offer. */
export interface OfferArguments {
  readonly expiresIn: number;
  readonly tokenAccess: number;
}

export function offerArguments(options: {
  readonly [Name in keyof OfferOptions]?: OfferOptions[Name] | undefined;
}): OfferArguments {
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
  return { expiresIn, tokenAccess };
}

/**
 * Offers a context to another process of this computer, which redeems the ticket with
 * `adoptContext`. This object is consumed, and exactly one process has the context from now on: the
 * receiver once it has adopted it, else this one, which takes it back with `reclaim()`.
 *
 * Shared memory and handles cross to the receiver, both put there by this process. The ticket is no
 * secret: only that process can redeem it, and only once. An offer keeps this process alive until it ends.
 *
 * The process is opened at the call, and that handle is used from then on. A ChildProcess that has exited
 * is refused. With a bare pid only the caller can know that the process still is the one that was meant:
 * Windows gives the pid of a process that has ended to another process.
 *
 * @example
 * ```ts
 * const offer = await offerContext(context, worker); // worker = fork('worker.js')
 * worker.send(offer.ticket);
 * await offer.adopted;
 * ```
 * @param receiver The process that shall have the context: a ChildProcess, or an object with a `pid`. This
 * process needs PROCESS_DUP_HANDLE and SYNCHRONIZE on it: run both as the same user. `process`, this
 * process itself, is possible too, for a worker thread.
 * @throws {TypeError | RangeError} For wrong arguments, before any system call.
 * @throws {HandoffError} ERR_HANDOFF_RECEIVER_EXITED if the process does not run.
 * ERR_HANDOFF_RECEIVER_UNREACHABLE if it cannot be opened, or handles cannot be put into it; `cause` is the
 * WindowsError. ERR_HANDOFF_EXPIRED if other operations on the context took as long as `expiresIn`. The
 * context is in `context`, usable.
 * @throws {SspiError} From ExportSecurityContext: the context is as usable as its package leaves it, and
 * with ERR_SSPI_NO_RESULT it is consumed.
 * @throws {SspiError | WindowsError} The errors of `ContextOffer.reclaim()`, if the offer cannot be
 * watched, which is the `cause`, and the context cannot be reclaimed either: it is lost.
 * @throws {SspiUsageError} ERR_SSPI_DISPOSED, ERR_SSPI_CONTEXT_EXPORTED.
 * @see https://learn.microsoft.com/windows/win32/api/sspi/nf-sspi-exportsecuritycontext
 * @see https://learn.microsoft.com/windows/win32/api/handleapi/nf-handleapi-duplicatehandle
 */
export async function offerContext(
  context: SecurityContext,
  receiver: OfferReceiver,
  options: OfferOptions = {},
): Promise<ContextOffer> {
  requireInstance('context', SecurityContext, context);
  requireObject('receiver', receiver);
  const pid = requireUint32('receiver.pid', receiver.pid);
  const offering = offerArguments(readOptions('options', options, ['expiresIn', 'tokenAccess']));
  context.assertMovable();
  // Of this very process exitCode says with what it will exit.
  if (pid !== process.pid && hasEnded(receiver)) throw exited(context);
  const opened = native().Process.open(pid);
  if (opened.failure !== undefined) throw unreachable(opened.failure, context);
  try {
    return await offerTo(opened.value, pid, context, offering);
  } finally {
    opened.value.dispose();
  }
}

/** Offers to a process that is open already. */
export async function offerTo(
  receiver: NativeProcess,
  pid: number,
  context: SecurityContext,
  { expiresIn, tokenAccess }: OfferArguments,
): Promise<ContextOffer> {
  const deadline = performance.now() + expiresIn;
  const { ContextOffer: offers } = native();
  const { value, changeFate } = await context.move(async (nativeContext) => {
    const remaining = Math.ceil(deadline - performance.now());
    if (remaining < 1) throw expiredInQueue(context);
    // Not before its turn: it may wait for the last step of the handshake.
    const origin = originOf(context);
    const { packageName, role, attributes } = origin;
    const outcome = await offers.make(nativeContext, receiver, {
      packageName,
      expiresIn: remaining,
      tokenAccess,
      role,
      attributes,
    });
    const fate = `was offered to process ${String(pid)}.`;
    return { fate: fateAfterExport(outcome, fate), value: { origin, outcome } };
  });
  const { origin, outcome } = value;
  if (outcome.failure?.kind === 'win32-error') throw unreachable(outcome.failure, context);
  const { offer, failure, reclaimed } = valueOf(outcome, origin.packageName);
  if (offer !== null) return ContextOffer.watch(offer, { pid, origin, changeFate });
  if (failure === null) throw new TypeError('The addon returned neither an offer nor a failure');
  changeFate(
    reclaimed === null
      ? `could not be offered to process ${String(pid)}, and could not be imported again. The session is lost.`
      : `could not be offered to process ${String(pid)}. Use the context property of the error.`,
  );
  throw unreachable(
    failure,
    reclaimed === null ? undefined : wrapImportedContext(reclaimed, origin),
  );
}

function expiredInQueue(context: SecurityContext): HandoffError {
  return new HandoffError(
    'ERR_HANDOFF_EXPIRED',
    'Other operations on the context took as long as expiresIn. Nothing was exported.',
    { senderHasContext: true, context },
  );
}
