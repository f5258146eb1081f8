import type { Socket } from 'node:net';

import { adoptContext, refuseTicket } from './adopt';
import { AwaitedSocket } from './awaited-socket';
import {
  type ContextEnvelope,
  invalidMessage,
  RefusedEnvelope,
  type SocketEnvelope,
  toEnvelope,
  unpackMessage,
} from './envelope';
import { HandoffError } from './handoff-error';
import type { ImportedContext } from './imported-context';
import type { MessageSource } from './source';
import { threadState } from './thread-state';

/** The companions of a context. */
export interface ContextDelivery {
  /**
   * The client's connection, if the sender sent one. Reading from it starts with the bytes that the sender
   * had read already. Nothing is lost before it is listened to. It has an 'error' listener of this
   * package, so that a client that resets the connection does not end the process: 'close' tells it.
   *
   * Undefined also if the client or the sender was gone before the connection could be sent.
   */
  readonly socket: Socket | undefined;
  /** The sender's `message`, cloned. */
  readonly message: unknown;
}

/** Owns the context and the socket that it is called with. */
export type ContextListener = (context: ImportedContext, delivery: ContextDelivery) => unknown;

/**
 * Takes the envelopes of one source, and trusts none of them. An invalid one is refused and reported; its
 * socket is closed, because nobody else owns it.
 */
export class Inbox {
  readonly #listener: ContextListener;
  readonly #onFailure: (error: unknown) => void;
  readonly #awaited = new Map<string, AwaitedSocket>();
  #isClosed = false;
  #leave: () => void = () => undefined;

  constructor(listener: ContextListener, onFailure: (error: unknown) => void) {
    this.#listener = listener;
    this.#onFailure = onFailure;
  }

  open(source: MessageSource): void {
    this.#leave = source.listen({
      message: (message, attached) => {
        this.#onMessage(message, attached);
      },
      end: () => {
        for (const awaited of this.#awaited.values()) awaited.end();
      },
    });
  }

  /** Contexts that were claimed before are still delivered. */
  close(): void {
    this.#isClosed = true;
    this.#leaveIfDone();
  }

  #onMessage(message: unknown, attached: unknown): void {
    const envelope = toEnvelope(message);
    if (envelope === null) return;
    const socket = ownSocket(attached);
    if (envelope instanceof RefusedEnvelope) {
      closeAttached(attached);
      if (this.#isClosed) return;
      const { error, ticket } = envelope;
      if (error.code === 'ERR_HANDOFF_VERSION' && ticket !== undefined) refuseTicket(ticket);
      this.#onFailure(error);
    } else if (envelope.kind === 'socket') {
      if (attached !== undefined && socket === undefined) closeAttached(attached);
      this.#onSocket(envelope, socket);
    } else if (this.#isClosed) {
      closeAttached(attached);
    } else {
      this.#onContext(envelope, attached);
    }
  }

  #onContext(envelope: ContextEnvelope, attached: unknown): void {
    const { ticket, hasSocket } = envelope;
    closeAttached(attached);
    if (attached !== undefined) {
      this.#onFailure(invalidMessage('has a socket that is sent too early'));
    } else if (threadState().awaitingSocket.has(ticket)) {
      this.#onFailure(
        new HandoffError(
          'ERR_HANDOFF_ALREADY_ADOPTED',
          'The ticket was received twice. The first one is redeemed.',
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
    { ticket, message }: ContextEnvelope,
    awaited: AwaitedSocket | undefined,
  ): Promise<void> {
    let unpacked: unknown;
    let context: ImportedContext;
    try {
      // Before the context is adopted: until then its sender gets it back.
      unpacked = unpackMessage(message);
      context = await adoptContext(ticket);
    } catch (error) {
      awaited?.end();
      this.#forget(ticket, awaited);
      (await awaited?.arrival)?.destroy();
      this.#onFailure(error);
      return;
    }
    awaited?.startPatience();
    const socket = await awaited?.arrival;
    this.#forget(ticket, awaited);
    await this.#listener(context, { socket, message: unpacked });
  }

  #onSocket({ ticket, head }: SocketEnvelope, socket: Socket | undefined): void {
    const awaited = this.#awaited.get(ticket);
    const { sockets } = threadState();
    // Before the event loop turns, because the socket reads more then.
    if (head !== '' && awaited !== undefined) socket?.unshift(Buffer.from(head, 'base64'));
    if (awaited?.take(socket) === true) {
      if (socket !== undefined) sockets.set(socket, 'received');
      return;
    }
    // A listener to this source that is disposed may still wait for its sockets.
    if (this.#isClosed || threadState().awaitingSocket.has(ticket)) return;
    if (socket !== undefined && sockets.get(socket) === 'received') return;
    // A sender that gives up says that no socket comes, also after the wait has ended.
    if (socket === undefined && head === '') return;
    socket?.destroy();
    this.#onFailure(invalidMessage('has a socket that no context waits for'));
  }

  #forget(ticket: string, awaited: AwaitedSocket | undefined): void {
    if (this.#awaited.get(ticket) === awaited) this.#awaited.delete(ticket);
    this.#leaveIfDone();
  }

  // Not before all sockets are here: Node keeps a socket that nobody listens for, open and unread.
  #leaveIfDone(): void {
    if (this.#isClosed && this.#awaited.size === 0) this.#leave();
  }
}

/** The attached socket, which from this tick on cannot end the process by an 'error'. */
function ownSocket(attached: unknown): Socket | undefined {
  const { Socket: netSocket } = require('node:net') as typeof import('node:net');
  if (!(attached instanceof netSocket)) return undefined;
  return attached.on('error', () => undefined);
}

/** Closes whatever came with a message that must not have anything: a socket, a server, a UDP socket. */
function closeAttached(attached: unknown): void {
  const { destroy, close } = (attached ?? {}) as { destroy?: () => void; close?: () => void };
  (destroy ?? close)?.call(attached);
}
