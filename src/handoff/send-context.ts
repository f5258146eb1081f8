import type { Socket } from 'node:net';

import { readOptions, requireInstance } from '../arguments';
import { SecurityContext } from '../sspi/context';
import { Bounds, requireSignal } from './bounds';
import { packMessage } from './envelope';
import { HandoffError } from './handoff-error';
import { offerArguments, type OfferOptions, offerTo } from './offer-context';
import { type Channel, channelTo, type HandoffReceiver } from './receiver';
import { RestingSocket } from './resting-socket';
import { socketArguments } from './sendable-socket';
import { channelClosed, moveThrough } from './sent-offer';
import { sendSocket } from './sent-socket';
import { threadState } from './thread-state';
import { exited, unreachable } from './unreachable';

/** The companions of the context, and the bounds of the handoff. */
export interface SendContextOptions extends OfferOptions {
  /**
   * For how many milliseconds the handoff may take, from the call to its end, from 1 to 86400000 (a day).
   * 30000 by default. It bounds every wait: for the socket's pending writes, for the receiver, for the
   * channel.
   */
  readonly expiresIn?: number;
  /**
   * The client's connection. It leaves this process once the receiver owns the context.
   *
   * The handoff starts after pending writes have been flushed: a client that does not read delays it. Bytes
   * that are written after the call can be lost. If the socket was ended, it is sent once its end has left
   * too, and the receiver can still read from it. It must be a plain TCP connection: no TLS, no
   * setEncoding().
   */
  readonly socket?: Socket;
  /** The bytes that were already read of the socket, as in Node's 'upgrade' event. They are copied. */
  readonly head?: Uint8Array;
  /**
   * A value for the receiver. It is cloned at the call, as by v8.serialize: Buffers, Dates, Maps and
   * BigInts arrive as such on every channel, functions are refused.
   */
  readonly message?: unknown;
  /** Ends the handoff, unless the receiver has claimed the context. */
  readonly signal?: AbortSignal;
}

/**
 * Hands a context to a process or thread that listens with `onContext`, and with it the client's
 * connection and a message. The promise is fulfilled once the receiver owns the context and has been
 * sent the socket. All arguments are read once, at the call.
 *
 * Other messages that are sent over the same channel after that may still arrive before the receiver's
 * listener has the context. Send data that belongs to the context as `message`.
 *
 * If the promise is rejected with a HandoffError that has a `context`, this process has the context
 * again, ready for its next message, and it still has the socket, which goes on reading where it was.
 *
 * @example
 * ```ts
 * const worker = fork('worker.js');
 * await sendContext(worker, context, { socket, head });
 * ```
 * @param receiver A ChildProcess of `fork`, a Worker of node:cluster, or `process` in a forked process,
 * which stands for its parent; without a socket also a Worker of node:worker_threads, `parentPort` in such
 * a thread, a UtilityProcess of Electron, or `process.parentPort` in one.
 * @throws {TypeError | RangeError} For wrong arguments, before any system call.
 * @throws {HandoffError} With the `context`: ERR_HANDOFF_NOT_FLUSHED (the socket's pending writes did not
 * leave in time; nothing was exported), ERR_HANDOFF_EXPIRED (the receiver did not claim the context in time),
 * ERR_HANDOFF_RECEIVER_EXITED, ERR_HANDOFF_CHANNEL_CLOSED, ERR_HANDOFF_RECEIVER_UNREACHABLE,
 * ERR_HANDOFF_REJECTED, ERR_HANDOFF_VERSION, and ERR_HANDOFF_WITHDRAWN for an abort, with the signal's
 * reason as `cause`.
 * @throws {HandoffError} ERR_HANDOFF_CLAIMED with an `offer`: the receiver has claimed the context and has not
 * finished within `expiresIn`, or before the abort. Who has the context is not known yet; the offer tells
 * it. The socket stays in this process: close it, unless `offer.reclaim()` returns the context.
 * @throws {HandoffError} ERR_HANDOFF_SOCKET_LOST: the receiver owns the context, and could not be sent the
 * socket, which is closed.
 * @throws {SspiError} From ExportSecurityContext: the context is as usable as its package leaves it, and
 * with ERR_SSPI_NO_RESULT it is consumed.
 * @throws {SspiError | WindowsError | HandoffError} The errors of `ContextOffer.reclaim()`, of
 * ImportSecurityContextW or ERR_HANDOFF_ALTERED, if the context could not be reclaimed. It is lost, and
 * `cause` is the error that led to the reclaim.
 * @throws {SspiUsageError} ERR_SSPI_DISPOSED, ERR_SSPI_CONTEXT_EXPORTED.
 * @see https://learn.microsoft.com/windows/win32/api/sspi/nf-sspi-exportsecuritycontext
 */
export async function sendContext(
  receiver: HandoffReceiver,
  context: SecurityContext,
  options: SendContextOptions = {},
): Promise<void> {
  // All of this runs in the tick of the call: the caller may change its objects afterwards.
  const channel = channelTo(receiver);
  requireInstance('context', SecurityContext, context);
  const read = readOptions('options', options, [
    'socket',
    'head',
    'message',
    'signal',
    'expiresIn',
    'tokenAccess',
  ]);
  const offering = offerArguments(read);
  const sending = socketArguments(channel, read.socket, read.head);
  const message = packMessage(read.message);
  const { signal } = read;
  if (signal !== undefined) requireSignal('options.signal', signal);
  context.assertMovable();
  requireRunning(channel, context);
  if (signal?.aborted === true) throw aborted(signal, context);
  const opened = channel.open();
  if (opened.failure !== undefined) throw unreachable(opened.failure, context);

  using bounds = new Bounds(offering.expiresIn, signal);
  const resting = sending && new RestingSocket(sending.socket);
  const { sockets } = threadState();
  if (resting !== undefined) sockets.set(resting.socket, 'under-way');
  try {
    if (resting !== undefined && !(await flush(resting, bounds))) throw notFlushed(bounds, context);
    const { expiresIn } = offering;
    const remaining = {
      ...offering,
      expiresIn: Math.min(expiresIn, Math.max(1, bounds.remaining)),
    };
    const offer = await offerTo(opened.value, Number(channel.pid), context, remaining);
    const sent = { ticket: offer.ticket, message, hasSocket: resting !== undefined };
    await moveThrough({ channel, receiver: opened.value, offer, bounds }, sent);
    if (resting === undefined) return;
    await sendSocket(channel, offer.ticket, resting, sending?.head ?? new Uint8Array(), bounds);
    sockets.set(resting.socket, 'sent');
  } catch (error) {
    if (resting !== undefined) {
      sockets.delete(resting.socket);
      resting.resume();
    }
    throw error;
  } finally {
    opened.value.dispose();
  }
}

function requireRunning({ ended }: Channel, context: SecurityContext): void {
  if (ended === 'exited') throw exited(context);
  if (ended === 'channel-closed') throw channelClosed().withContext(context);
}

async function flush(resting: RestingSocket, bounds: Bounds): Promise<boolean> {
  const isFlushed = await resting.flush(bounds);
  // The bound may have been reached in the same turn.
  return isFlushed && bounds.reached === null;
}

function notFlushed(
  { reached, expiresIn, signal }: Bounds,
  context: SecurityContext,
): HandoffError {
  if (reached === 'aborted') return aborted(signal, context);
  return new HandoffError(
    'ERR_HANDOFF_NOT_FLUSHED',
    `The pending writes of the socket did not leave within ${String(expiresIn)} ms: its client does not ` +
      'read, or the socket is corked. Nothing was exported.',
    { senderHasContext: true, context },
  );
}

function aborted(signal: AbortSignal | undefined, context: SecurityContext): HandoffError {
  return new HandoffError('ERR_HANDOFF_WITHDRAWN', 'The handoff was aborted by its signal.', {
    senderHasContext: true,
    context,
    cause: signal?.reason,
  });
}
