import type { Socket } from 'node:net';

import {
  ArgumentTypeError,
  ArgumentValueError,
  requireBytes,
  requireInstance,
  requireObject,
} from '../arguments';
import { SecurityContext } from '../sspi/context';
import { type Envelope, marker } from './envelope';
import { causedBy, HandoffError } from './handoff-error';
import { type ContextOffer, offerArguments, offerContext, type OfferOptions } from './offer';
import { RestingSocket } from './resting-socket';
import { type Channel, channelTo, type HandoffReceiver } from './receiver';

/** What goes with the context, and how. */
export interface SendContextOptions extends OfferOptions {
  /**
   * The client's connection. It leaves this process once the target owns the context.
   *
   * The handoff begins when what was written to it has left: a client that does not read holds it up
   * until `signal`, or until the connection is closed. What is written after the call can be lost. One
   * that was ended goes when its end has left too: the target can still read from it. It must be of
   * TCP, without TLS, and have no encoding (`setEncoding`).
   */
  readonly socket?: Socket;
  /** What was already read of the socket, as in Node's 'upgrade' event. The target sees it first. */
  readonly head?: Uint8Array;
  /** Anything that the channel can carry. */
  readonly message?: unknown;
  /** Gives the handoff up, unless the target has adopted. */
  readonly signal?: AbortSignal;
}

/**
 * Hands a context to a child process that listens with `onContext`, and with it the client's
 * connection and a message. The promise is fulfilled once the target owns the context and has been
 * sent the socket.
 *
 * What is sent over the same channel after that may still arrive before the target's listener has the
 * context: what belongs to it goes as `message`.
 *
 * If it is rejected with a HandoffError whose `context` is there, this process has the context
 * again, ready for its next message, and still has the socket: it goes on reading where it was.
 *
 * @example
 * ```ts
 * const worker = fork('worker.js');
 * await sendContext(worker, context, { socket, head });
 * ```
 * @param target A ChildProcess of `fork` or a Worker of node:cluster; without a socket also a Worker of
 * node:worker_threads or a UtilityProcess of Electron.
 * @throws {TypeError | RangeError} For arguments that are not of their kind, before any system call.
 * @throws {HandoffError} ERR_HANDOFF_EXPIRED (the target does not listen), ERR_HANDOFF_RECEIVER_EXITED,
 * ERR_HANDOFF_RECEIVER_UNREACHABLE (the target takes no messages; of one that is just ending it is this
 * or the one before), ERR_HANDOFF_REJECTED, and ERR_HANDOFF_WITHDRAWN for an abort, with the signal's
 * reason as `cause`. ERR_HANDOFF_RECEIVER_EXITED without a `context`: the target has adopted it, and could
 * not be sent the socket; the connection is then closed.
 * @throws {SspiError} From ExportSecurityContext: the context is as usable as its package leaves it, and
 * with ERR_SSPI_NO_RESULT it is consumed.
 * @throws {SspiError | WindowsError | HandoffError} What `ContextOffer.reclaim()` throws, of
 * ImportSecurityContextW or ERR_HANDOFF_ALTERED, if the context could not be taken back: it is lost, and
 * `cause` is why it was to be.
 * @throws {SspiUsageError} ERR_SSPI_DISPOSED, ERR_SSPI_CONTEXT_EXPORTED.
 * @see https://learn.microsoft.com/windows/win32/api/sspi/nf-sspi-exportsecuritycontext
 */
export async function sendContext(
  target: HandoffReceiver,
  context: SecurityContext,
  options: SendContextOptions = {},
): Promise<void> {
  const channel = channelTo(target);
  requireInstance('context', SecurityContext, context);
  offerArguments(options);
  const { socket, head, signal } = options;
  requireConnection(channel, socket, head);
  if (signal !== undefined) requireInstance('options.signal', AbortSignal, signal);

  const resting = socket && new RestingSocket(socket);
  try {
    await resting?.written(signal);
    const ticket = await handOver(channel, context, options);
    if (resting === undefined) return;
    await sendSocket(channel, ticket, resting, head ?? new Uint8Array());
  } catch (error) {
    resting?.wake();
    throw error;
  }
}

function requireConnection(channel: Channel, socket?: Socket, head?: Uint8Array): void {
  if (head !== undefined) requireBytes('options.head', head);
  if (socket === undefined) {
    if (head !== undefined) throw new ArgumentValueError('options.head', 'needs options.socket.');
    return;
  }
  const net = require('node:net') as typeof import('node:net');
  if (!(requireObject('options.socket', socket) instanceof net.Socket)) {
    throw new ArgumentTypeError('options.socket', 'a net.Socket', socket);
  }
  if ('encrypted' in socket) {
    throw new ArgumentValueError(
      'options.socket',
      'must not be a TLSSocket: its keys stay here. Send the connection before TLS begins on it, or send the context alone.',
    );
  }
  // Of a TCP connection it stays, even once the peer is gone; a named pipe has none.
  if (!socket.pending && socket.localAddress === undefined) {
    throw new ArgumentValueError(
      'options.socket',
      'must be a TCP connection: Node sends no named pipe to a process. Send the context alone, and pass what the socket carries on.',
    );
  }
  if (socket.readableEncoding !== null) {
    throw new ArgumentValueError(
      'options.socket',
      'must not have an encoding: its bytes go on to the target. Do not call setEncoding() on it.',
    );
  }
  if (!channel.carriesSockets) {
    throw new ArgumentValueError(
      'options.socket',
      'can be sent to a process of fork or of node:cluster only. Send the context alone, and pass what the socket carries on.',
    );
  }
}

/** Gives the ticket, once the target has adopted. */
async function handOver(
  channel: Channel,
  context: SecurityContext,
  options: SendContextOptions,
): Promise<string> {
  const { signal, message, socket } = options;
  if (channel.pid === undefined) throw exited().withContext(context);
  if (signal !== undefined && isAborted(signal)) throw aborted(signal).withContext(context);

  const offer = await offerContext(context, { pid: channel.pid }, options);
  let whyWithdrawn: HandoffError | undefined;
  const withdraw = (why: HandoffError) => {
    whyWithdrawn ??= why;
    offer.reclaim().catch(unheeded);
  };
  const abort = () => {
    withdraw(aborted(signal));
  };
  signal?.addEventListener('abort', abort, { once: true });
  const forgetThread = channel.onceThreadEnds(() => {
    withdraw(exited());
  });
  try {
    // It may have been aborted while the context was exported.
    if (signal !== undefined && isAborted(signal)) throw aborted(signal);
    const posted = channel.post({
      [marker]: 'context',
      ticket: offer.ticket,
      message,
      hasSocket: socket !== undefined,
    } satisfies Envelope);
    // A target that takes no messages any more must not hold up the end of the offer.
    await Promise.all([posted, offer.adopted]);
  } catch (error) {
    await takeBack(offer, whyNotAdopted(error, whyWithdrawn));
  } finally {
    forgetThread();
    signal?.removeEventListener('abort', abort);
    offer.dispose();
  }
  return offer.ticket;
}

/** Throws what has happened, with the context on it; returns if it was adopted after all. */
async function takeBack(offer: ContextOffer, reason: HandoffError): Promise<void> {
  let context: SecurityContext;
  try {
    context = await offer.reclaim();
  } catch (error) {
    if (error instanceof HandoffError && error.code === 'ERR_HANDOFF_ALREADY_ADOPTED') return;
    throw causedBy(error, reason);
  }
  throw reason.withContext(context);
}

function whyNotAdopted(error: unknown, whyWithdrawn: HandoffError | undefined): HandoffError {
  if (!(error instanceof HandoffError)) {
    return new HandoffError(
      'ERR_HANDOFF_RECEIVER_UNREACHABLE',
      'The ticket could not be sent to the target.',
      { senderHasContext: true, cause: error },
    );
  }
  return error.code === 'ERR_HANDOFF_WITHDRAWN' ? (whyWithdrawn ?? error) : error;
}

async function sendSocket(
  channel: Channel,
  ticket: string,
  resting: RestingSocket,
  head: Uint8Array,
): Promise<void> {
  const post = (everythingRead: string, sent?: RestingSocket) =>
    channel.post({ [marker]: 'socket', ticket, head: everythingRead } satisfies Envelope, sent);
  try {
    await post(resting.headAndUnread(head).toString('base64'), resting);
  } catch (cause) {
    resting.destroy();
    // If it lives, it waits for the socket.
    post('').catch(unheeded);
    throw new HandoffError(
      'ERR_HANDOFF_RECEIVER_EXITED',
      'The target has adopted the context, and could not be sent the socket.',
      { senderHasContext: false, cause },
    );
  }
}

function exited(): HandoffError {
  return new HandoffError('ERR_HANDOFF_RECEIVER_EXITED', 'The target does not run.', {
    senderHasContext: true,
  });
}

function aborted(signal: AbortSignal | undefined): HandoffError {
  return new HandoffError('ERR_HANDOFF_WITHDRAWN', 'The handoff was aborted.', {
    senderHasContext: true,
    cause: signal?.reason,
  });
}

/** A function, because TypeScript takes it for constant between two awaits. */
function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}

function unheeded(): void {
  // What has failed is told already, by the error that this came after.
}
