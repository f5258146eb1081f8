import { requireInstance } from '../arguments';
import { SecurityContext } from '../sspi/context';
import { assertMovable } from '../sspi/move-context';
import { offerTo } from './offer-context';
import { channelTo, type HandoffReceiver } from './receiver';
import { type Content, send, sendArguments, type SendContextOptions } from './send';

/**
 * Hands a context to a process or thread that listens with `onContext()`, optionally with the client's
 * connection and a message. The promise is fulfilled when the receiver owns the context and the socket has
 * been sent. All arguments are read once, at the call.
 *
 * Other messages on the same channel can arrive before the receiver's listener is called. Send data that
 * belongs to the context as `message`.
 *
 * If the promise is rejected with a HandoffError that has a `context`, this process has the context, ready for
 * its next message. It still has the socket too, and the socket continues to read.
 *
 * @example
 * ```ts
 * const worker = fork('worker.js');
 * await sendContext(worker, context, { socket, head });
 * ```
 * @param receiver A ChildProcess of `fork()`, a Worker of node:cluster, or `process` in a forked process,
 * which means its parent. Without a socket also a Worker of node:worker_threads, `parentPort` in such a
 * thread, a UtilityProcess of Electron, or `process.parentPort` in one.
 * @throws {TypeError | RangeError} For wrong arguments, before any system call.
 * @throws {HandoffError} With the usable context in `context`: ERR_HANDOFF_NOT_FLUSHED (the socket's pending
 * writes were not flushed in time; nothing was exported), ERR_HANDOFF_EXPIRED (the receiver did not claim the
 * context in time), ERR_HANDOFF_RECEIVER_EXITED, ERR_HANDOFF_CHANNEL_CLOSED, ERR_HANDOFF_RECEIVER_UNREACHABLE,
 * ERR_HANDOFF_REJECTED, ERR_HANDOFF_VERSION, and ERR_HANDOFF_WITHDRAWN for an abort, with the signal's
 * reason as `cause`.
 * @throws {HandoffError} ERR_HANDOFF_CLAIMED with an `offer`: the receiver claimed the context, but did not
 * finish within `expiresIn` or before the abort. `offer.adopted` reports later whether the receiver has the
 * context. This process keeps the socket: close it, unless `offer.reclaim()` returns the context.
 * @throws {HandoffError} ERR_HANDOFF_SOCKET_LOST: the receiver owns the context, but the socket could not be
 * sent. The socket is closed.
 * @throws {SspiError} From ExportSecurityContext. The security package decides whether the context still
 * works; with ERR_SSPI_NO_RESULT it is consumed. SEC_E_UNSUPPORTED_FUNCTION if the package cannot export: send
 * the client's access token with `sendAccessToken()` instead.
 * @throws {SspiError | WindowsError | HandoffError} The errors of `ContextOffer.reclaim()`, including
 * ERR_HANDOFF_ALTERED, if the context could not be reclaimed. The context is lost; `cause` is the error that
 * led to the reclaim.
 * @throws {SspiUsageError} ERR_SSPI_DISPOSED, ERR_SSPI_CONTEXT_EXPORTED, ERR_SSPI_HANDSHAKE_NOT_COMPLETE.
 * @see https://learn.microsoft.com/windows/win32/api/sspi/nf-sspi-exportsecuritycontext
 * @category Hand off
 */
export async function sendContext(
  receiver: HandoffReceiver,
  context: SecurityContext,
  options: SendContextOptions = {},
): Promise<void> {
  const channel = channelTo(receiver);
  requireInstance('context', SecurityContext, context);
  const sending = sendArguments(channel, options);
  assertMovable(context);
  const content: Content = {
    kind: 'context',
    keptBy: (error) => error.withContext(context),
    offer: async (process, pid, offering) => await offerTo(process, pid, context, offering),
  };
  await send(channel, content, sending);
}
