import type { ContentKind } from './envelope';

/** The state of all handoffs in one thread. */
export interface ThreadState {
  /** The sources that have a listener for the content: the parent, children, worker threads. */
  readonly listenedTo: Readonly<Record<ContentKind, WeakSet<object>>>;
  /** The tickets of handoffs that wait for a socket. */
  readonly awaitingSocket: Set<string>;
  /** The latest redeemed tickets. */
  readonly redeemed: Set<string>;
  /** The sockets of current and earlier handoffs. */
  readonly sockets: WeakMap<object, 'under-way' | 'sent' | 'received'>;
}

const key = Symbol.for('sspi-handoff.thread-state.1');

/**
 * The state of this thread. All copies of this package in the thread share it, for example two versions in
 * node_modules. Otherwise both copies would accept each context that arrives.
 */
export function threadState(): ThreadState {
  const thread = globalThis as { [key]?: ThreadState };
  if (thread[key] !== undefined) return thread[key];
  const state: ThreadState = {
    listenedTo: { context: new WeakSet(), token: new WeakSet() },
    awaitingSocket: new Set(),
    redeemed: new Set(),
    sockets: new WeakMap(),
  };
  Object.defineProperty(thread, key, { value: state });
  return state;
}
