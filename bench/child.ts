import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { on, once } from 'node:events';

/** A program in a process of its own, which answers over its channel. */
export class Child {
  readonly process: ChildProcess;
  readonly #messages: AsyncIterator<unknown[], undefined>;
  readonly #exit: Promise<unknown[]>;

  constructor(program: string, args: readonly string[] = []) {
    this.process = fork(program, args);
    this.#messages = on(this.process, 'message', { close: ['exit'] });
    this.#exit = once(this.process, 'exit');
  }

  /** Resolves with the next message. Rejects if the child ends first. */
  async next(): Promise<unknown> {
    const { value } = await this.#messages.next();
    if (value !== undefined) return value[0];
    const [code] = await this.#exit;
    throw new Error(`A child ended without an answer, with exit code ${String(code)}`);
  }

  /** Waits until the child ends, without an error. */
  async end(): Promise<void> {
    if (this.process.connected) this.process.disconnect();
    const [code] = await this.#exit;
    assert.equal(code, 0);
  }
}
