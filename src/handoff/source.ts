import { ArgumentTypeError, requireObject } from '../arguments';
import { type ElectronParentPort, electronParentPort, threadParentPort } from './parent';

/** An EventEmitter of messages: a ChildProcess, a Worker of node:cluster or of node:worker_threads. */
export interface ContextSource {
  /** As EventEmitter.on. */
  on(event: string, listener: (...args: unknown[]) => void): unknown;
  /** As EventEmitter.off. */
  off(event: string, listener: (...args: unknown[]) => void): unknown;
}

/** The messages of one source, and their end. */
export interface SourceListener {
  readonly message: (message: unknown, attached?: unknown) => void;
  readonly end: () => void;
}

/** A source, whatever its kind. */
export interface MessageSource {
  /** The object that stands for the source in this thread. */
  readonly identity: object;
  listen(listener: SourceListener): () => void;
}

/** The given source, or by default the parent of this process or thread. */
export function messageSource(from: ContextSource | undefined): MessageSource {
  if (from !== undefined) return ofEmitter(from);
  const electron = electronParentPort();
  if (electron !== undefined) return ofElectronParent(electron);
  return ofEmitter(threadParentPort() ?? process);
}

function ofEmitter(given: ContextSource): MessageSource {
  requireObject('options.from', given);
  // A Worker of node:cluster passes on what its process says.
  const emitter = 'process' in given ? (given.process as ContextSource) : given;
  if (typeof emitter.on !== 'function' || typeof emitter.off !== 'function') {
    throw new ArgumentTypeError('options.from', 'a process or thread that sends messages', given);
  }
  // The exit of this very process is no news for it.
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
