import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** A program of the benchmark in a process of its own. */
export class Child {
  readonly #process: ChildProcess;
  readonly #exit: Promise<unknown[]>;

  /** `program` is a path below bench, without extension. */
  constructor(program: string, args: readonly string[] = [], env: NodeJS.ProcessEnv = {}) {
    this.#process = fork(join(__dirname, `${program}.js`), args, {
      env: { ...process.env, ...env },
    });
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
    const waiting = new AbortController();
    const { signal } = waiting;
    try {
      return await Promise.race([
        once(this.#process, 'message', { signal }).then(([message]) => message as unknown),
        this.#exit.then(([code]) => {
          throw new Error(`A child ended without an answer, with exit code ${String(code)}`);
        }),
      ]);
    } finally {
      waiting.abort();
    }
  }

  /** Waits until the child ends, without an error. */
  async end(): Promise<void> {
    if (this.#process.connected) this.#process.disconnect();
    const [code] = await this.#exit;
    assert.equal(code, 0);
  }
}

export async function nextNumber(child: Child): Promise<number> {
  const answer = await child.next();
  assert.ok(typeof answer === 'number');
  return answer;
}
