import type { Socket } from 'node:net';

import { readOptions, requireInstance } from '../arguments';
import { SecurityContext } from '../sspi/context';
import { assertMovable } from '../sspi/move-context';
import { Bounds, requireSignal } from './bounds';
import { packMessage } from './envelope';
import { HandoffError } from './handoff-error';
import { offerArguments, type OfferOptions, offerTo } from './offer-context';
import { type Channel, channelTo, type HandoffReceiver } from './receiver';
import { PausedSocket } from './paused-socket';
import { socketArguments } from './sendable-socket';
import { aborted, channelClosed, moveThrough } from './sent-offer';
import { sendSocket } from './sent-socket';
import { threadState } from './thread-state';
import { exited, unreachable } from './unreachable';

/**
 * Options of `sendContext()`: the socket and message sent with the context, and the bounds of the handoff.
 *
 * @category Hand off
 */
export interface SendContextOptions extends OfferOptions {
  /**
   * The time limit of the whole handoff in milliseconds, from 1 to 86400000 (a day). 30000 by default. It bounds
   * every wait: for the socket's pending writes, for the receiver and for the channel.
   */
  readonly expiresIn?: number;
  /**
   * The client's connection. It must be a plain TCP connection: no TLS, no setEncoding(). It is sent after the
   * receiver owns the context.
   *
   * The handoff starts after pending writes have been flushed. A client that does not read delays it. Bytes
   * written after the call can be lost. A socket that was ended is sent after its end is flushed, and the
   * receiver can still read from it.
   */
  readonly socket?: Socket;
  /** The bytes already read from the socket, as in Node's 'upgrade' event. They are copied at the call. */
  readonly head?: Uint8Array;
  /**
   * A value for the receiver. It is copied at the call with v8.serialize(): every channel supports Buffers,
   * Dates, Maps and BigInts. Functions are refused.
   */
  readonly message?: unknown;
  /** Ends the handoff, unless the receiver has claimed the context. */
  readonly signal?: AbortSignal;
}

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
 * works; with ERR_SSPI_NO_RESULT it is consumed.
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
  // All arguments are read in the tick of the call, because the caller may change its objects afterwards.
  const channel = channelTo(receiver);
  requireInstance('context', SecurityContext, context);
  const read = readOptions('options', options, [
    'socket',
    'head',
    'message',
    'signal',
    'expiresIn',
    'tokenAccess',
    'importPackageName',
  ]);
  const offering = offerArguments(read);
  const sending = socketArguments(channel, read.socket, read.head);
  const message = packMessage(read.message);
  const { signal } = read;
  if (signal !== undefined) requireSignal('options.signal', signal);
  assertMovable(context);
  requireRunning(channel, context);
  if (signal?.aborted === true) throw aborted(signal).withContext(context);
  const opened = channel.open();
  if (opened.failure !== undefined) throw unreachable(opened.failure, context);

  using bounds = new Bounds(offering.expiresIn, signal);
  const paused = sending && new PausedSocket(sending.socket);
  const { sockets } = threadState();
  if (paused !== undefined) sockets.set(paused.socket, 'under-way');
  try {
    if (paused !== undefined && !(await flush(paused, bounds))) throw notFlushed(bounds, context);
    const { expiresIn } = offering;
    const remaining = {
      ...offering,
      expiresIn: Math.min(expiresIn, Math.max(1, bounds.remaining)),
    };
    const offer = await offerTo(opened.value, Number(channel.pid), context, remaining);
    const sent = { ticket: offer.ticket, message, hasSocket: paused !== undefined };
    await moveThrough({ channel, receiver: opened.value, offer, bounds }, sent);
    if (paused === undefined) return;
    await sendSocket(channel, offer.ticket, paused, sending?.head ?? new Uint8Array(), bounds);
    sockets.set(paused.socket, 'sent');
  } catch (error) {
    if (paused !== undefined) {
      sockets.delete(paused.socket);
      paused.resume();
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

async function flush(paused: PausedSocket, bounds: Bounds): Promise<boolean> {
  const isFlushed = await paused.flush(bounds);
  // A bound may have been reached in the same turn of the event loop.
  return isFlushed && bounds.reached === null;
}

function notFlushed(
  { reached, expiresIn, signal }: Bounds,
  context: SecurityContext,
): HandoffError {
  if (reached === 'aborted') return aborted(signal).withContext(context);
  return new HandoffError(
    'ERR_HANDOFF_NOT_FLUSHED',
    `The pending writes of the socket were not flushed within ${String(expiresIn)} ms, because the client ` +
      'does not read or the socket is corked. Nothing was exported. Try again, or raise expiresIn.',
    { senderHasContext: true, context },
  );
}
