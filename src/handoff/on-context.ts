/// <reference lib="esnext.disposable" preserve="true" />

import { types } from 'node:util';

import { ArgumentTypeError, readOptions } from '../arguments';
import { SspiUsageError } from '../errors';
import { type ContextListener, Inbox } from './inbox';
import { type ContextSource, messageSource } from './source';
import { threadState } from './thread-state';

/** Where contexts come from, and who is told of failures. */
export interface OnContextOptions {
  /**
   * Called with the HandoffError of each context that was sent here and could not be adopted, and of each
   * message that is invalid. By default the error becomes a process warning.
   */
  readonly onFailure?: (error: unknown) => void;
  /**
   * The process or thread that sends the contexts: a ChildProcess, a Worker of node:cluster or of
   * node:worker_threads, a UtilityProcess of Electron. By default the parent of this process or thread.
   */
  readonly from?: ContextSource;
}

/** A listener for contexts, until it is disposed. */
export interface ContextListening extends Disposable {
  /**
   * Ends the listening. A context that has been claimed by then is still delivered, with its socket.
   * Contexts that are sent here later wait for the next listener, or expire.
   */
  dispose(): void;
}

/**
 * Adopts each context that the parent, or the process in `from`, sends with `sendContext`, and calls a
 * function with it. Contexts that arrive before this call wait, and then expire: their sender gets them
 * back.
 *
 * Other listeners of the same messages should ignore objects with the property 'sspi-handoff'.
 *
 * @example
 * ```ts
 * onContext(async (context, { socket, message }) => {
 *   // this process owns both now
 * });
 * ```
 * @param listener Owns the context and the socket that it is called with, whatever it does. If it throws,
 * or returns a promise that is rejected, that is an unhandled rejection, as in any asynchronous listener.
 * @returns `dispose()` ends the listening.
 * @throws {TypeError} ERR_INVALID_ARG_TYPE.
 * @throws {SspiUsageError} ERR_SSPI_ALREADY_LISTENING if this thread listens to that source already,
 * also through another copy of this package: each context can have one owner only.
 * @see https://nodejs.org/api/process.html#event-message
 */
export function onContext(
  listener: ContextListener,
  options: OnContextOptions = {},
): ContextListening {
  if (typeof listener !== 'function') {
    throw new ArgumentTypeError('listener', 'a function', listener);
  }
  const { onFailure = warn, from } = readOptions('options', options, ['onFailure', 'from']);
  if (typeof onFailure !== 'function') {
    throw new ArgumentTypeError('options.onFailure', 'a function', onFailure);
  }
  const source = messageSource(from);
  const { listenedTo } = threadState();
  if (listenedTo.has(source.identity)) {
    throw new SspiUsageError(
      'ERR_SSPI_ALREADY_LISTENING',
      'This thread has an onContext listener for that source already, perhaps in another copy of ' +
        'sspi-handoff. Dispose it first, or do both in one listener.',
    );
  }
  listenedTo.add(source.identity);
  const inbox = new Inbox(listener, onFailure);
  inbox.open(source);
  let isDisposed = false;
  const dispose = () => {
    if (isDisposed) return;
    isDisposed = true;
    listenedTo.delete(source.identity);
    inbox.close();
  };
  return { dispose, [Symbol.dispose]: dispose };
}

function warn(error: unknown): void {
  process.emitWarning(types.isNativeError(error) ? error : String(error));
}
