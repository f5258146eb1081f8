import { requireInstance } from '../arguments';
import { native, valueOf } from '../native';
import type { NativeAccessToken, NativeProcess } from '../native-types';
import { traced } from '../tracing';
import { AccessToken } from '../windows/access-token';
import type { OfferArguments } from './offer-context';
import { channelTo, type HandoffReceiver } from './receiver';
import { type Content, send, type SendAccessTokenOptions, sendArguments } from './send';
import { Transfer } from './transfer';
import { offerFailed, unreachable } from './unreachable';

/**
 * Hands an access token to a process or thread that listens with `onAccessToken()`, optionally with the
 * client's connection and a message. Use it when the security package cannot export the context: the receiver
 * then knows the client and can act as the client, but it cannot sign or encrypt messages.
 *
 * The transfer is the same as that of `sendContext()`, with one difference: this process keeps its token,
 * because a token can have any number of owners. Dispose of it when this process no longer needs it; that does
 * not affect the receiver. The receiver gets a handle of its own with the rights in `tokenAccess`. The promise
 * is fulfilled when the receiver has the token and the socket has been sent. All arguments are read once, at
 * the call.
 *
 * If the promise is rejected, the socket is in this process and continues to read, except with
 * ERR_HANDOFF_SOCKET_LOST.
 *
 * @example
 * ```ts
 * using token = await context.openAccessToken();
 * await sendAccessToken(worker, token, { socket, head });
 * ```
 * @param receiver A ChildProcess of `fork()`, a Worker of node:cluster, or `process` in a forked process,
 * which means its parent. Without a socket also a Worker of node:worker_threads, `parentPort` in such a
 * thread, a UtilityProcess of Electron, or `process.parentPort` in one.
 * @param token The token, for example from `openAccessToken()`.
 * @throws {TypeError | RangeError} For wrong arguments, before any system call.
 * @throws {WindowsError} From DuplicateHandle, for example ERROR_ACCESS_DENIED, if Windows does not grant the
 * rights in `tokenAccess`. Nothing was offered.
 * @throws {HandoffError} ERR_HANDOFF_NOT_FLUSHED (the socket's pending writes were not flushed in time),
 * ERR_HANDOFF_EXPIRED (the receiver did not claim the token in time), ERR_HANDOFF_RECEIVER_EXITED,
 * ERR_HANDOFF_CHANNEL_CLOSED, ERR_HANDOFF_RECEIVER_UNREACHABLE, ERR_HANDOFF_REJECTED, ERR_HANDOFF_VERSION,
 * ERR_HANDOFF_ALTERED, and ERR_HANDOFF_WITHDRAWN for an abort, with the signal's reason as `cause`. The receiver
 * does not get the token.
 * @throws {HandoffError} ERR_HANDOFF_CLAIMED: the receiver claimed the token, but did not finish within
 * `expiresIn` or before the abort. It may still get the token, without the socket.
 * @throws {HandoffError} ERR_HANDOFF_SOCKET_LOST: the receiver has the token, but the socket could not be
 * sent. The socket is closed.
 * @throws {SspiUsageError} ERR_SSPI_DISPOSED, ERR_SSPI_UNSUPPORTED_PLATFORM off Windows.
 * @see https://learn.microsoft.com/windows/win32/api/handleapi/nf-handleapi-duplicatehandle
 * @category Hand off
 */
export async function sendAccessToken(
  receiver: HandoffReceiver,
  token: AccessToken,
  options: SendAccessTokenOptions = {},
): Promise<void> {
  const channel = channelTo(receiver);
  requireInstance('token', AccessToken, token);
  const sending = sendArguments(channel, options);
  // A handle of the handoff, because the caller may dispose of its own after the call.
  const handle = valueOf(
    native().AccessToken.reopen(token.usableNative(), sending.offering.tokenAccess),
  );
  const content: Content = {
    kind: 'token',
    keptBy: (error) => error,
    offer: async (process, pid, offering) => await offerToken(process, pid, handle, offering),
  };
  try {
    await send(channel, content, sending);
  } finally {
    native().AccessToken.dispose(handle);
  }
}

const offerToken = traced({
  operation: 'offer',
  before: (
    _receiver: NativeProcess,
    pid: number,
    _handle: NativeAccessToken,
    { expiresIn }: OfferArguments,
  ) => ({ content: 'token', receiverPid: pid, expiresIn }),
  run: offerNow,
});

async function offerNow(
  receiver: NativeProcess,
  pid: number,
  handle: NativeAccessToken,
  offering: OfferArguments,
): Promise<Transfer> {
  const outcome = await native().Offer.ofAccessToken(handle, receiver, offering);
  if (outcome.failure !== undefined) throw offerFailed(receiver, outcome.failure);
  const offer = outcome.value;
  const transfer = new Transfer(offer, pid, () => {
    native().Offer.dispose(offer);
    return true;
  });
  const unwatched = transfer.watch();
  if (unwatched === undefined) return transfer;
  // Without a watch the offer would never end.
  if (transfer.withdraw()) await transfer.adopted.catch(() => undefined);
  throw unreachable(unwatched);
}
