/// <reference lib="esnext.disposable" preserve="true" />

import { types } from 'node:util';

import { ArgumentTypeError, readOptions } from '../arguments';
import { SspiUsageError } from '../errors';
import { type ContextListener, Inbox } from './inbox';
import { type ContextSource, messageSource } from './source';
import { threadState } from './thread-state';

/**
 * Options of `onContext()`.
 *
 * @category Hand off
 */
export interface OnContextOptions {
  /**
   * Called with the error of each received context that could not be adopted, and of each invalid message. By
   * default the error becomes a process warning.
   */
  readonly onFailure?: (error: unknown) => void;
  /**
   * The sender: a ChildProcess, a Worker of node:cluster or of node:worker_threads, or a UtilityProcess of
   * Electron. By default the parent of this process or thread.
   */
  readonly from?: ContextSource;
}

/**
 * The result of `onContext()`.
 *
 * @category Hand off
 */
export interface ContextListening extends Disposable {
  /**
   * Ends the listening. A context that is already claimed is still delivered, with its socket. Later contexts
   * wait for the next listener, or expire.
   */
  dispose(): void;
}

/**
 * Adopts each context that the sender sends with `sendContext()`, and calls a function with it. The sender is
 * the parent of this process, or the process in `from`. Contexts that arrive before this call wait until they
 * expire, and then their sender reclaims them.
 *
 * Other 'message' listeners of the same channel must ignore objects with the property 'sspi-handoff'.
 *
 * @example
 * ```ts
 * onContext(async (context, { socket, message }) => {
 *   // This process owns the context and the socket.
 * });
 * ```
 * @param listener A function that owns the context and the socket, also if it fails. If it throws or returns a
 * rejected promise, Node.js reports an unhandled rejection.
 * @returns An object whose `dispose()` ends the listening.
 * @throws {TypeError} ERR_INVALID_ARG_TYPE.
 * @throws {SspiUsageError} ERR_SSPI_ALREADY_LISTENING if this thread already has a listener for this sender,
 * also in another copy of this package, because each context can have only one owner.
 * @see https://nodejs.org/api/process.html#event-message
 * @category Hand off
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
      'This thread already has an onContext listener for this source, perhaps in another copy of ' +
        'sspi-handoff. Dispose that listener first, or use one listener for both purposes.',
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
