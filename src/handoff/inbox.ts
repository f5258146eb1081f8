import type { Socket } from 'node:net';

import type { ImportedContext } from '../sspi/context';
import type { AccessToken } from '../windows/access-token';
import { refuseTicket } from './adopt';
import { AwaitedSocket } from './awaited-socket';
import {
  type ContentEnvelope,
  type ContentKind,
  invalidMessage,
  RefusedEnvelope,
  type SocketEnvelope,
  toEnvelope,
  unpackMessage,
} from './envelope';
import { HandoffError } from './handoff-error';
import type { MessageSource } from './source';
import { threadState } from './thread-state';

/**
 * The socket and the message that were sent with a context or an access token.
 *
 * @category Hand off
 */
export interface ContextDelivery {
  /**
   * The client's connection, if the sender sent one. Reading starts with the bytes that the sender had already
   * read. No bytes are lost before a 'data' listener is added. This package has added an 'error' listener, so
   * that a reset connection does not end the process: 'close' reports it.
   *
   * Undefined also if the client or the sender ended before the socket was sent.
   */
  readonly socket: Socket | undefined;
  /** A copy of the sender's `message`. */
  readonly message: unknown;
}

/**
 * The listener of `onContext()`. It owns the context and the socket.
 *
 * @category Hand off
 */
export type ContextListener = (context: ImportedContext, delivery: ContextDelivery) => unknown;

/**
 * The listener of `onAccessToken()`. It owns the access token and the socket.
 *
 * @category Hand off
 */
export type AccessTokenListener = (token: AccessToken, delivery: ContextDelivery) => unknown;

/** A listener for one kind of content. */
export interface ContentListener<Content> {
  readonly kind: ContentKind;
  /** Redeems a ticket. */
  readonly adopt: (ticket: string) => Promise<Content>;
  readonly listener: (content: Content, delivery: ContextDelivery) => unknown;
  readonly onFailure: (error: unknown) => void;
}

/**
 * Receives the envelopes of one source for one listener. It validates each of them. An invalid envelope is
 * reported, and its socket is closed, because it has no other owner.
 */
export class Inbox<Content> {
  readonly #for: ContentListener<Content>;
  readonly #source: MessageSource;
  readonly #awaited = new Map<string, AwaitedSocket>();
  #isClosed = false;
  #stopListening: () => void = () => undefined;

  constructor(source: MessageSource, listener: ContentListener<Content>) {
    this.#source = source;
    this.#for = listener;
  }

  open(): void {
    this.#stopListening = this.#source.listen({
      message: (message, attached) => {
        this.#onMessage(message, attached);
      },
      end: () => {
        for (const awaited of this.#awaited.values()) awaited.end();
      },
    });
  }

  /** Ends the listening. Claimed content is still delivered. */
  close(): void {
    this.#isClosed = true;
    this.#stopIfDone();
  }

  #onMessage(message: unknown, attached: unknown): void {
    const envelope = toEnvelope(message);
    if (envelope === null) return;
    const socket = ownSocket(attached);
    if (envelope instanceof RefusedEnvelope) {
      closeAttached(attached);
      if (this.#isClosed || !this.#reportsForSource) return;
      const { error, ticket } = envelope;
      if (error.code === 'ERR_HANDOFF_VERSION' && ticket !== undefined) refuseTicket(ticket);
      this.#for.onFailure(error);
    } else if (envelope.kind === 'socket') {
      if (attached !== undefined && socket === undefined) closeAttached(attached);
      this.#onSocket(envelope, socket);
    } else {
      closeAttached(attached);
      const isForThis = envelope.kind === this.#for.kind && !this.#isClosed;
      if (isForThis) this.#onContent(envelope, attached !== undefined);
    }
  }

  /**
   * Whether this inbox reports messages that belong to no listener. Only one inbox of a source does: that of
   * onContext(), or without onContext() that of onAccessToken().
   */
  get #reportsForSource(): boolean {
    const { listenedTo } = threadState();
    return this.#for.kind === 'context' || !listenedTo.context.has(this.#source.identity);
  }

  #onContent(envelope: ContentEnvelope, hasAttached: boolean): void {
    const { ticket, hasSocket } = envelope;
    if (hasAttached) {
      this.#for.onFailure(invalidMessage('has a socket that is sent too early'));
    } else if (threadState().awaitingSocket.has(ticket)) {
      this.#for.onFailure(
        new HandoffError(
          'ERR_HANDOFF_ALREADY_ADOPTED',
          'The ticket was received twice, and the second message was refused. Send each ticket once.',
          { senderHasContext: false },
        ),
      );
    } else {
      const awaited = hasSocket ? new AwaitedSocket(ticket) : undefined;
      if (awaited !== undefined) this.#awaited.set(ticket, awaited);
      void this.#deliver(envelope, awaited);
    }
  }

  async #deliver(
    { ticket, message }: ContentEnvelope,
    awaited: AwaitedSocket | undefined,
  ): Promise<void> {
    let unpacked: unknown;
    let content: Content;
    try {
      // Before the content is adopted, because until then the sender can reclaim it.
      unpacked = unpackMessage(message);
      content = await this.#for.adopt(ticket);
    } catch (error) {
      awaited?.end();
      this.#forget(ticket, awaited);
      (await awaited?.arrival)?.destroy();
      this.#for.onFailure(error);
      return;
    }
    awaited?.startTimeout();
    const socket = await awaited?.arrival;
    this.#forget(ticket, awaited);
    await this.#for.listener(content, { socket, message: unpacked });
  }

  #onSocket({ ticket, head }: SocketEnvelope, socket: Socket | undefined): void {
    const awaited = this.#awaited.get(ticket);
    const { sockets } = threadState();
    // In this turn of the event loop, because the socket reads more bytes in the next one.
    if (head !== '' && awaited !== undefined) socket?.unshift(Buffer.from(head, 'base64'));
    if (awaited?.settle(socket) === true) {
      if (socket !== undefined) sockets.set(socket, 'received');
      return;
    }
    // A disposed listener of this source may still wait for its sockets.
    if (this.#isClosed || !this.#reportsForSource) return;
    if (threadState().awaitingSocket.has(ticket)) return;
    if (socket !== undefined && sockets.get(socket) === 'received') return;
    // A sender that failed announces that no socket follows, also after the wait has ended.
    if (socket === undefined && head === '') return;
    socket?.destroy();
    this.#for.onFailure(invalidMessage('has a socket that no handoff waits for'));
  }

  #forget(ticket: string, awaited: AwaitedSocket | undefined): void {
    if (this.#awaited.get(ticket) === awaited) this.#awaited.delete(ticket);
    this.#stopIfDone();
  }

  // Not before all sockets have arrived, because Node leaves a socket without a listener open and unread.
  #stopIfDone(): void {
    if (this.#isClosed && this.#awaited.size === 0) this.#stopListening();
  }
}

/** The attached socket. Its 'error' event can no longer end the process. */
function ownSocket(attached: unknown): Socket | undefined {
  const { Socket: netSocket } = require('node:net') as typeof import('node:net');
  if (!(attached instanceof netSocket)) return undefined;
  return attached.on('error', () => undefined);
}

/** Closes the handle of a message that must not have one: a socket, a server, a UDP socket. */
function closeAttached(attached: unknown): void {
  const { destroy, close } = (attached ?? {}) as { destroy?: () => void; close?: () => void };
  (destroy ?? close)?.call(attached);
}
