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
import { ImportedContext, SecurityContext } from '../sspi/context';
import { fateAfterExport } from '../sspi/exported-context';
import { assertMovable, moveContext } from '../sspi/move-context';
import { optionalImportName, withImportName } from '../sspi/package-names';
import { traced } from '../tracing';
import { TokenAccess } from '../windows/access-token';
import { HandoffError } from './handoff-error';
import { ContextOffer } from './context-offer';
import { hasEnded } from './receiver';
import { exited, offerFailed, unreachable } from './unreachable';

/**
 * Options of `offerContext()`.
 *
 * @category Hand off
 */
export interface OfferOptions {
  /** The lifetime of the ticket in milliseconds, from 1 to 86400000 (a day). 30000 by default. */
  readonly expiresIn?: number;
  /**
   * The receiver's rights to the client's access token: a sum of TokenAccess that contains QUERY. By
   * default QUERY, IMPERSONATE and DUPLICATE.
   */
  readonly tokenAccess?: number;
  /**
   * The name of the security package to import the context with: `context.packageName`,
   * `context.negotiatedPackageName`, or another name. `context.importPackageName` by default. `probeExport()`
   * finds the name that works. With a wrong name the receiver cannot import the context. `reclaim()` can.
   */
  readonly importPackageName?: string;
}

/**
 * The receiver of an offer: a ChildProcess, or an object with a pid.
 *
 * @category Hand off
 */
export interface OfferReceiver {
  /** The id of the process. */
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
  /** Undefined for the default. */
  readonly importPackageName: string | undefined;
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
  const importPackageName = optionalImportName(options.importPackageName);
  return { expiresIn, tokenAccess, importPackageName };
}

/**
 * Offers a context to another process on this computer. The receiver redeems the ticket with
 * `adoptContext()`. The offer consumes the context object. Exactly one process has the context at any time:
 * this process, which can `reclaim()` it, until the receiver has adopted it.
 *
 * This process duplicates shared memory and handles into the receiver. The ticket is not a secret, because
 * only the receiver can redeem it, and only once. An open offer keeps this process alive.
 *
 * The receiver is opened at the call. A ChildProcess that has exited is refused. With a pid alone, the caller
 * must know that the process is the intended one, because Windows reuses the pid of an ended process.
 *
 * @example
 * ```ts
 * const offer = await offerContext(context, worker); // worker = fork('worker.js')
 * worker.send(offer.ticket);
 * await offer.adopted;
 * ```
 * @param receiver A ChildProcess, or an object with a `pid`. This process needs PROCESS_DUP_HANDLE and
 * SYNCHRONIZE on the receiver: run both as the same user. Pass `process` for a worker thread of this process.
 * @returns The offer.
 * @throws {TypeError | RangeError} For wrong arguments, before any system call.
 * @throws {HandoffError} With the usable context in `context`: ERR_HANDOFF_RECEIVER_EXITED if the receiver has
 * ended. ERR_HANDOFF_RECEIVER_UNREACHABLE if this process cannot open the receiver or duplicate handles into
 * it; `cause` is the WindowsError. ERR_HANDOFF_EXPIRED if earlier operations on the context took as long as
 * `expiresIn`.
 * @throws {SspiError} From ExportSecurityContext. The security package decides whether the context still
 * works; with ERR_SSPI_NO_RESULT it is consumed.
 * @throws {SspiError | WindowsError} The errors of `ContextOffer.reclaim()`, if the offer cannot be
 * watched and the context cannot be reclaimed. The context is lost; `cause` is the error of the watch.
 * @throws {SspiUsageError} ERR_SSPI_DISPOSED, ERR_SSPI_CONTEXT_EXPORTED, ERR_SSPI_HANDSHAKE_NOT_COMPLETE.
 * @see https://learn.microsoft.com/windows/win32/api/sspi/nf-sspi-exportsecuritycontext
 * @see https://learn.microsoft.com/windows/win32/api/handleapi/nf-handleapi-duplicatehandle
 * @category Hand off
 */
export async function offerContext(
  context: SecurityContext,
  receiver: OfferReceiver,
  options: OfferOptions = {},
): Promise<ContextOffer> {
  requireInstance('context', SecurityContext, context);
  requireObject('receiver', receiver);
  const pid = requireUint32('receiver.pid', receiver.pid);
  const offering = offerArguments(
    readOptions('options', options, ['expiresIn', 'tokenAccess', 'importPackageName']),
  );
  assertMovable(context);
  // In this process itself, exitCode is set before the process ends.
  if (pid !== process.pid && hasEnded(receiver)) throw exited().withContext(context);
  const opened = native().Process.open(pid);
  if (opened.failure !== undefined) throw unreachable(opened.failure).withContext(context);
  try {
    return await offerTo(opened.value, pid, context, offering);
  } finally {
    native().Process.dispose(opened.value);
  }
}

/** Offers a context to a process that is already open. */
export const offerTo = traced({
  operation: 'offer',
  before: (
    _receiver: NativeProcess,
    pid: number,
    { packageName }: SecurityContext,
    { expiresIn }: OfferArguments,
  ) => ({ content: 'context', packageName, receiverPid: pid, expiresIn }),
  run: offerNow,
});

async function offerNow(
  receiver: NativeProcess,
  pid: number,
  context: SecurityContext,
  { expiresIn, tokenAccess, importPackageName }: OfferArguments,
): Promise<ContextOffer> {
  const deadline = performance.now() + expiresIn;
  const { Offer } = native();
  const { value, changeFate } = await moveContext(context, async (nativeContext) => {
    const remaining = Math.ceil(deadline - performance.now());
    if (remaining < 1) throw expiredInQueue(context);
    // Not earlier, because the last step of the handshake may have been running.
    const { origin } = context;
    const outcome = await Offer.ofContext(nativeContext, receiver, {
      ...withImportName(origin, importPackageName),
      ownImportPackageName: origin.importPackageName,
      negotiatedPackageName: origin.negotiatedPackageName ?? '',
      expiresIn: remaining,
      tokenAccess,
    });
    const fate = `was offered to process ${String(pid)}.`;
    return { fate: fateAfterExport(outcome, fate), value: { origin, outcome } };
  });
  const { origin, outcome } = value;
  if (outcome.failure?.kind === 'win32-error') {
    throw unreachable(outcome.failure).withContext(context);
  }
  const { offer, failure, reclaimed } = valueOf(outcome, origin.packageName);
  if (offer !== null) return ContextOffer.watch(offer, { pid, origin, changeFate });
  if (failure === null) throw new TypeError('The addon returned neither an offer nor a failure');
  changeFate(
    reclaimed === null
      ? `could not be offered to process ${String(pid)}, and could not be imported again. The session is lost.`
      : `could not be offered to process ${String(pid)}. Use the context property of the error.`,
  );
  const here = reclaimed === null ? undefined : ImportedContext.create(reclaimed, origin);
  throw offerFailed(receiver, failure).withContext(here);
}

function expiredInQueue(context: SecurityContext): HandoffError {
  return new HandoffError(
    'ERR_HANDOFF_EXPIRED',
    'Earlier operations on the context took as long as expiresIn. Nothing was exported. Try again, or raise expiresIn.',
    { senderHasContext: true, context },
  );
}
