/// <reference lib="esnext.disposable" preserve="true" />

import { types } from 'node:util';

import { ArgumentTypeError, readOptions } from '../arguments';
import { SspiUsageError } from '../errors';
import { type ContentListener, Inbox } from './inbox';
import { type ContextSource, messageSource } from './source';
import { threadState } from './thread-state';

/**
 * Options of `onContext()` and `onAccessToken()`.
 *
 * @category Hand off
 */
export interface OnContextOptions {
  /**
   * Called with the error of each received context or access token that could not be adopted, and of each
   * invalid message. By default the error becomes a process warning. With both listeners on one sender, the
   * one of `onContext()` gets the invalid messages.
   */
  readonly onFailure?: (error: unknown) => void;
  /**
   * The sender: a ChildProcess, a Worker of node:cluster or of node:worker_threads, or a UtilityProcess of
   * Electron. By default the parent of this process or thread.
   */
  readonly from?: ContextSource;
}

/**
 * The result of `onContext()` and `onAccessToken()`.
 *
 * @category Hand off
 */
export interface ContextListening extends Disposable {
  /**
   * Ends the listening. Content that is already claimed is still delivered, with its socket. Later content
   * waits for the next listener, or expires.
   */
  dispose(): void;
}

/** Listens for one kind of content. @param name The public function, for errors. */
export function listen<Content>(
  name: string,
  content: Omit<ContentListener<Content>, 'onFailure'>,
  options: OnContextOptions,
): ContextListening {
  if (typeof content.listener !== 'function') {
    throw new ArgumentTypeError('listener', 'a function', content.listener);
  }
  const { onFailure = warn, from } = readOptions('options', options, ['onFailure', 'from']);
  if (typeof onFailure !== 'function') {
    throw new ArgumentTypeError('options.onFailure', 'a function', onFailure);
  }
  const source = messageSource(from);
  const listenedTo = threadState().listenedTo[content.kind];
  if (listenedTo.has(source.identity)) {
    throw new SspiUsageError(
      'ERR_SSPI_ALREADY_LISTENING',
      `This thread already has an ${name} listener for this source, perhaps in another copy of ` +
        'sspi-handoff. Dispose that listener first, or use one listener for both purposes.',
    );
  }
  listenedTo.add(source.identity);
  const inbox = new Inbox(source, { ...content, onFailure });
  inbox.open();
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
