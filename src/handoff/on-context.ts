/// <reference lib="esnext.disposable" preserve="true" />

import type { Socket } from 'node:net';

import { ArgumentTypeError, requireObject } from '../arguments';
import { SspiUsageError } from '../errors';
import { adoptContext } from './adopt';
import type { ImportedContext } from './imported-context';
import { isEnvelope, marker } from './envelope';
import { parentOfThis } from './parent';

/** What came with a context. */
export interface ContextDelivery {
  /**
   * The client's connection, if the sender sent one. What the sender had already read comes first,
   * and nothing is lost before it is listened to. Undefined also where the client, or the sender, was gone before it could be sent.
   */
  readonly socket: Socket | undefined;
  /** What the sender passed as `message`. */
  readonly message: unknown;
}

/** What else to do. */
export interface OnContextOptions {
  /**
   * Called with the HandoffError for a context that was sent here and could not be adopted. Its sender
   * has it again. By default it becomes a process warning.
   */
  readonly onFailure?: (error: unknown) => void;
}

/** A listener for contexts, until it is disposed. */
export interface ContextListening extends Disposable {
  /**
   * Ends the listening. A context that has been claimed by then is still delivered, with its socket;
   * contexts that are sent here later wait for the next listener, or expire.
   */
  dispose(): void;
}

/** Of this thread: each has its own instance of this module. */
let isListening = false;

/**
 * Adopts each context that the parent sends with `sendContext`, and calls a function with it. Before
 * this is called, contexts that are sent here wait, and then expire: their sender has them back.
 *
 * Other listeners of the same messages should ignore objects with the property 'sspi-handoff'.
 *
 * @example
 * ```ts
 * onContext(async (context, { socket, message }) => {
 *   // both are this process's now
 * });
 * ```
 * @param listener Owns the context and the socket that it is called with, whatever comes of it: what it
 * throws, or rejects with, is an unhandled rejection, as in any asynchronous listener.
 * @returns `dispose()` ends the listening.
 * @throws {TypeError} ERR_INVALID_ARG_TYPE.
 * @throws {SspiUsageError} ERR_SSPI_ALREADY_LISTENING if this thread has a listener: each context can
 * have one owner only.
 * @see https://nodejs.org/api/process.html#event-message
 */
export function onContext(
  listener: (context: ImportedContext, delivery: ContextDelivery) => unknown,
  options: OnContextOptions = {},
): ContextListening {
  if (typeof listener !== 'function')
    throw new ArgumentTypeError('listener', 'a function', listener);
  requireObject('options', options);
  const { onFailure = warn } = options;
  if (typeof onFailure !== 'function') {
    throw new ArgumentTypeError('options.onFailure', 'a function', onFailure);
  }
  if (isListening) {
    throw new SspiUsageError(
      'ERR_SSPI_ALREADY_LISTENING',
      'This thread has an onContext listener already. Dispose it first, or do both in one listener.',
    );
  }
  isListening = true;
  let isDisposed = false;
  const awaitedSockets = new Map<string, (socket?: Socket) => void>();
  const parent = parentOfThis();

  const deliver = async (ticket: string, message: unknown, socket: Promise<Socket | undefined>) => {
    let context: ImportedContext;
    try {
      context = await adoptContext(ticket);
    } catch (error) {
      takeSocket(ticket);
      onFailure(error);
      return;
    }
    await listener(context, { socket: await socket, message });
  };

  const takeSocket = (ticket: string, socket?: Socket) => {
    awaitedSockets.get(ticket)?.(socket);
    awaitedSockets.delete(ticket);
    leaveIfDone();
  };

  const onMessage = (message: unknown, socket?: Socket) => {
    if (!isEnvelope(message)) return;
    const { ticket } = message;
    if (message[marker] === 'socket') {
      if (!awaitedSockets.has(ticket)) return;
      // Before the event loop has turned, and the socket has read more itself.
      if (message.head !== '') socket?.unshift(Buffer.from(message.head, 'base64'));
      takeSocket(ticket, socket);
    } else if (!isDisposed) {
      const arriving = message.hasSocket
        ? new Promise<Socket | undefined>((take) => awaitedSockets.set(ticket, take))
        : Promise.resolve(undefined);
      void deliver(ticket, message.message, arriving);
    }
  };
  const onDisconnect = () => {
    for (const ticket of awaitedSockets.keys()) takeSocket(ticket);
  };

  // Not before all sockets are there: Node would keep one that nobody listens for, open and unread.
  const leaveIfDone = () => {
    if (!isDisposed || awaitedSockets.size > 0) return;
    parent.off('message', onMessage);
    parent.off('disconnect', onDisconnect);
  };

  parent.on('message', onMessage);
  parent.on('disconnect', onDisconnect);
  const dispose = () => {
    if (isDisposed) return;
    isDisposed = true;
    isListening = false;
    leaveIfDone();
  };
  return { dispose, [Symbol.dispose]: dispose };
}

function warn(error: unknown): void {
  process.emitWarning(error instanceof Error ? error : String(error));
}
