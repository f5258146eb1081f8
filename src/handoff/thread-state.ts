/** What one thread has to know about its handoffs. */
export interface ThreadState {
  /** Those whose contexts have a listener: the parent, children, worker threads. */
  readonly listenedTo: WeakSet<object>;
  /** The tickets whose context waits for a socket. */
  readonly awaitingSocket: Set<string>;
  /** The last tickets that were redeemed. */
  readonly redeemed: Set<string>;
  /** The sockets that are part of a handoff, and those that were. */
  readonly sockets: WeakMap<object, 'under-way' | 'sent' | 'received'>;
}

const key = Symbol.for('sspi-handoff.thread-state.1');

/**
 * The state of this thread. All copies of this package in the thread share it: two versions in
 * node_modules, or a bundle beside a dependency. Else both would accept each context that arrives.
 */
export function threadState(): ThreadState {
  const thread = globalThis as { [key]?: ThreadState };
  if (thread[key] !== undefined) return thread[key];
  const state: ThreadState = {
    listenedTo: new WeakSet(),
    awaitingSocket: new Set(),
    redeemed: new Set(),
    sockets: new WeakMap(),
  };
  Object.defineProperty(thread, key, { value: state });
  return state;
}
