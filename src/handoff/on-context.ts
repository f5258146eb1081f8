/// <reference lib="esnext.disposable" preserve="true" />

import type { Socket } from 'node:net';
import { isMainThread, parentPort } from 'node:worker_threads';

import { ArgumentTypeError, requireObject } from '../arguments';
import { adoptContext } from './adopt';
import type { AdoptedContext } from './adopted-context';
import { isEnvelope } from './envelope';

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
  /** Ends the listening. */
  dispose(): void;
}

/** Messages of this thread's or process's parent, and the end of them. */
interface Parent {
  on(event: 'message', listener: (message: unknown, socket?: Socket) => void): unknown;
  on(event: 'disconnect', listener: () => void): unknown;
  off(event: 'message', listener: (message: unknown, socket?: Socket) => void): unknown;
  off(event: 'disconnect', listener: () => void): unknown;
}

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
 * @param listener Owns the context and the socket that it is called with.
 * @returns `dispose()` ends the listening.
 * @throws {TypeError} ERR_INVALID_ARG_TYPE.
 * @see https://nodejs.org/api/process.html#event-message
 */
export function onContext(
  listener: (context: AdoptedContext, delivery: ContextDelivery) => unknown,
  options: OnContextOptions = {},
): ContextListening {
  if (typeof listener !== 'function')
    throw new ArgumentTypeError('listener', 'a function', listener);
  requireObject('options', options);
  const { onFailure = warn } = options;
  const sockets = new Map<string, (socket?: Socket) => void>();
  const parent = parentOfThis();

  const deliver = async (ticket: string, message: unknown, socket: Promise<Socket | undefined>) => {
    let context: AdoptedContext;
    try {
      context = await adoptContext(ticket);
    } catch (error) {
      sockets.delete(ticket);
      onFailure(error);
      return;
    }
    await listener(context, { socket: await socket, message });
  };

  const onMessage = (message: unknown, socket?: Socket) => {
    if (!isEnvelope(message)) return;
    const { ticket } = message;
    if (message['sspi-handoff'] === 'context') {
      const arriving = message.hasSocket
        ? new Promise<Socket | undefined>((resolve) => sockets.set(ticket, resolve))
        : Promise.resolve(undefined);
      void deliver(ticket, message.message, arriving);
      return;
    }
    // Before the event loop has turned, and the socket has read more itself.
    if (message.head !== '') socket?.unshift(Buffer.from(message.head, 'base64'));
    const take = sockets.get(ticket);
    sockets.delete(ticket);
    if (take === undefined) socket?.destroy();
    else take(socket);
  };
  const onDisconnect = () => {
    for (const take of sockets.values()) take();
    sockets.clear();
  };

  parent.on('message', onMessage);
  parent.on('disconnect', onDisconnect);
  const dispose = () => {
    parent.off('message', onMessage);
    parent.off('disconnect', onDisconnect);
    onDisconnect();
  };
  return { dispose, [Symbol.dispose]: dispose };
}

/** Electron's utility processes have process.parentPort, whose messages are in an event's `data`. */
interface ElectronParentPort {
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): unknown;
  off(event: 'message', listener: (event: { readonly data: unknown }) => void): unknown;
}

function parentOfThis(): Parent {
  const electron = (process as { parentPort?: ElectronParentPort }).parentPort;
  if (electron !== undefined) return unwrapping(electron);
  return !isMainThread && parentPort !== null ? parentPort : process;
}

function unwrapping(port: ElectronParentPort): Parent {
  const unwrapped = new Map<unknown, (event: { readonly data: unknown }) => void>();
  return {
    on(event: string, listener: (message: unknown) => void) {
      if (event !== 'message') return;
      const unwrap = ({ data }: { readonly data: unknown }) => {
        listener(data);
      };
      unwrapped.set(listener, unwrap);
      port.on('message', unwrap);
    },
    off(event: string, listener: (message: unknown) => void) {
      const unwrap = unwrapped.get(listener);
      if (event === 'message' && unwrap !== undefined) port.off('message', unwrap);
    },
  };
}

function warn(error: unknown): void {
  process.emitWarning(error instanceof Error ? error : String(error));
}
