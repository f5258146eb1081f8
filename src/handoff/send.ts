import type { Socket } from 'node:net';

import { readOptions } from '../arguments';
import { native } from '../native';
import type { NativeProcess } from '../native-types';
import { traced } from '../tracing';
import { Bounds, requireSignal } from './bounds';
import { type ContentKind, packMessage } from './envelope';
import { HandoffError } from './handoff-error';
import { type OfferArguments, offerArguments, type OfferOptions } from './offer-context';
import { PausedSocket } from './paused-socket';
import type { Channel } from './receiver';
import { type SocketArguments, socketArguments } from './sendable-socket';
import { aborted, channelClosed, moveThrough, type SentOffer } from './sent-offer';
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
   * receiver owns the context or the token.
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
  /** Ends the handoff, unless the receiver has claimed it. */
  readonly signal?: AbortSignal;
}

/**
 * Options of `sendAccessToken()`.
 *
 * @category Hand off
 */
export type SendAccessTokenOptions = Omit<SendContextOptions, 'importPackageName'>;

/** The options of a handoff, read and validated. */
export interface SendArguments {
  readonly offering: OfferArguments;
  readonly sending: SocketArguments | undefined;
  readonly message: string | undefined;
  readonly signal: AbortSignal | undefined;
}

/** Reads the options once, in the tick of the call, because the caller may change its objects afterwards. */
export function sendArguments(channel: Channel, options: SendContextOptions): SendArguments {
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
  return { offering, sending, message, signal };
}

/** The content of a handoff in the sender. */
export interface Content {
  readonly kind: ContentKind;
  /** The error of a handoff that has offered nothing, with the context if the content is one. */
  keptBy(error: HandoffError): HandoffError;
  /** Offers the content to a process that is already open. */
  offer(receiver: NativeProcess, pid: number, offering: OfferArguments): Promise<SentOffer>;
}

/** Hands the content, the connection and the message to the receiver. */
export const send = traced({
  operation: 'send',
  before: (channel: Channel, { kind }: Content, { offering, sending, message }: SendArguments) => ({
    content: kind,
    receiverPid: channel.pid,
    expiresIn: offering.expiresIn,
    hasSocket: sending !== undefined,
    messageSize: message === undefined ? 0 : Buffer.byteLength(message, 'base64'),
  }),
  run: sendNow,
});

async function sendNow(
  channel: Channel,
  content: Content,
  { offering, sending, message, signal }: SendArguments,
): Promise<void> {
  if (channel.ended !== null) {
    throw content.keptBy(channel.ended === 'exited' ? exited() : channelClosed());
  }
  if (signal?.aborted === true) throw content.keptBy(aborted(signal));
  const opened = channel.open();
  if (opened.failure !== undefined) throw content.keptBy(unreachable(opened.failure));

  const { expiresIn } = offering;
  using bounds = new Bounds(expiresIn, signal);
  const paused = sending && new PausedSocket(sending.socket);
  const { sockets } = threadState();
  if (paused !== undefined) sockets.set(paused.socket, 'under-way');
  try {
    if (paused !== undefined && !(await flush(paused, bounds))) {
      throw content.keptBy(notFlushed(bounds));
    }
    const offer = await content.offer(opened.value, Number(channel.pid), {
      ...offering,
      expiresIn: Math.min(expiresIn, Math.max(1, bounds.remaining)),
    });
    const { kind } = content;
    const sent = { kind, ticket: offer.ticket, message, hasSocket: paused !== undefined };
    await moveThrough({ channel, receiver: opened.value, offer, bounds }, sent);
    if (paused === undefined) return;
    await sendSocket(channel, sent, paused, sending?.head ?? new Uint8Array(), bounds);
    sockets.set(paused.socket, 'sent');
  } catch (error) {
    if (paused !== undefined) {
      sockets.delete(paused.socket);
      paused.resume();
    }
    throw error;
  } finally {
    native().Process.dispose(opened.value);
  }
}

async function flush(paused: PausedSocket, bounds: Bounds): Promise<boolean> {
  const isFlushed = await paused.flush(bounds);
  // A bound may have been reached in the same turn of the event loop.
  return isFlushed && bounds.reached === null;
}

function notFlushed({ reached, expiresIn, signal }: Bounds): HandoffError {
  if (reached === 'aborted') return aborted(signal);
  return new HandoffError(
    'ERR_HANDOFF_NOT_FLUSHED',
    `The pending writes of the socket were not flushed within ${String(expiresIn)} ms, because the client ` +
      'does not read or the socket is corked. Nothing was offered. Try again, or raise expiresIn.',
    { senderHasContext: true },
  );
}
