/// <reference lib="esnext.disposable" preserve="true" />

import { ArgumentTypeError, requireObject } from '../arguments';

/** A bound that a handoff has reached. */
export type Reached = 'expired' | 'aborted';

/** The bounds of all waits of one handoff: its time limit, counted from the call, and its AbortSignal. */
export class Bounds implements Disposable {
  readonly expiresIn: number;
  readonly signal: AbortSignal | undefined;
  readonly #deadline: number;
  readonly #timer: NodeJS.Timeout;
  readonly #waiting = new Set<(reached: Reached) => void>();
  readonly #abort = () => {
    this.#reach('aborted');
  };
  #reached: Reached | null = null;

  constructor(expiresIn: number, signal: AbortSignal | undefined) {
    this.expiresIn = expiresIn;
    this.signal = signal;
    this.#deadline = performance.now() + expiresIn;
    this.#timer = setTimeout(() => {
      this.#reach('expired');
    }, expiresIn);
    signal?.addEventListener('abort', this.#abort, { once: true });
  }

  get reached(): Reached | null {
    return this.#reached ?? (this.remaining < 1 ? 'expired' : null);
  }

  /** The remaining time in milliseconds, rounded up. */
  get remaining(): number {
    return Math.max(0, Math.ceil(this.#deadline - performance.now()));
  }

  /** @returns A function that removes the callback. */
  onceReached(callback: (reached: Reached) => void): () => void {
    if (this.#reached !== null) callback(this.#reached);
    else this.#waiting.add(callback);
    return () => this.#waiting.delete(callback);
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.signal?.removeEventListener('abort', this.#abort);
    this.#waiting.clear();
  }

  #reach(reached: Reached): void {
    if (this.#reached !== null) return;
    this.#reached = reached;
    for (const callback of this.#waiting) callback(reached);
    this.#waiting.clear();
  }
}

/** Accepts an AbortSignal of any realm, because jsdom has its own AbortSignal class. */
export function requireSignal(name: string, value: unknown): AbortSignal {
  const signal = requireObject(name, value);
  if (
    !('aborted' in signal && typeof signal.aborted === 'boolean') ||
    !('addEventListener' in signal && typeof signal.addEventListener === 'function')
  ) {
    throw new ArgumentTypeError(name, 'an AbortSignal', value);
  }
  return value as AbortSignal;
}
