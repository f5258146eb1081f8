import { ArgumentTypeError, requireObject } from '../arguments';
import { type ElectronParentPort, electronParentPort, threadParentPort } from './parent';

/**
 * An EventEmitter of messages: a ChildProcess, a Worker of node:cluster or of node:worker_threads.
 *
 * @category Hand off
 */
export interface ContextSource {
  /** Same as EventEmitter.on. */
  on(event: string, listener: (...args: unknown[]) => void): unknown;
  /** Same as EventEmitter.off. */
  off(event: string, listener: (...args: unknown[]) => void): unknown;
}

/** The callbacks for the messages and the end of a source. */
export interface SourceListener {
  readonly message: (message: unknown, attached?: unknown) => void;
  readonly end: () => void;
}

/** A source of any kind. */
export interface MessageSource {
  /** The object that identifies the source in this thread. */
  readonly identity: object;
  listen(listener: SourceListener): () => void;
}

/** The given source. By default the parent of this process or thread. */
export function messageSource(from: ContextSource | undefined): MessageSource {
  if (from !== undefined) return ofEmitter(from);
  const electron = electronParentPort();
  if (electron !== undefined) return ofElectronParent(electron);
  return ofEmitter(threadParentPort() ?? process);
}

function ofEmitter(given: ContextSource): MessageSource {
  requireObject('options.from', given);
  // A Worker of node:cluster repeats the messages of its process.
  const emitter = 'process' in given ? (given.process as ContextSource) : given;
  if (typeof emitter.on !== 'function' || typeof emitter.off !== 'function') {
    throw new ArgumentTypeError('options.from', 'a process or thread that sends messages', given);
  }
  // This process does not wait for its own exit.
  const ends = emitter === (process as unknown) ? ['disconnect'] : ['disconnect', 'exit', 'close'];
  return {
    identity: emitter,
    listen({ message, end }) {
      emitter.on('message', message);
      for (const event of ends) emitter.on(event, end);
      return () => {
        emitter.off('message', message);
        for (const event of ends) emitter.off(event, end);
      };
    },
  };
}

function ofElectronParent(port: ElectronParentPort): MessageSource {
  return {
    identity: port,
    listen({ message }) {
      const unwrap = ({ data }: { readonly data: unknown }) => {
        message(data);
      };
      port.on('message', unwrap);
      return () => {
        port.off('message', unwrap);
      };
    },
  };
}
