import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { on, once } from 'node:events';
import { join } from 'node:path';

/** A program of bench/children in a process of its own. */
export class Child {
  readonly #process: ChildProcess;
  readonly #messages: AsyncIterator<unknown[], undefined>;
  readonly #exit: Promise<unknown[]>;

  constructor(program: string, args: readonly string[] = [], env: NodeJS.ProcessEnv = {}) {
    this.#process = fork(join(__dirname, 'children', `${program}.js`), args, {
      env: { ...process.env, ...env },
    });
    this.#messages = on(this.#process, 'message', { close: ['exit'] });
    this.#exit = once(this.#process, 'exit');
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  send(message: object): void {
    this.#process.send(message);
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
    if (this.#process.connected) this.#process.disconnect();
    const [code] = await this.#exit;
    assert.equal(code, 0);
  }
}
