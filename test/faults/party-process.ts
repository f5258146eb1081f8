import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

import { AccessToken, type SecurityContext } from 'sspi-handoff';

import { newClient } from '../windows/support/reference-package';
import { probe } from '../windows/support/win32-probe';
import { countAdditional, type HandleCounts, type TransferHandles } from './kernel-handles';
import type { Answers, FromDriver, Request, ToDriver } from './party';

type Kind = Request['kind'];

/** The driver's view of a process that takes part in transfers. */
export class PartyProcess {
  readonly #child: ChildProcess;
  readonly #handles: TransferHandles;
  readonly #answers = new Map<
    Kind,
    (message: Extract<ToDriver, { kind: Kind | 'failure' }>) => void
  >();
  #accepted: HandleCounts = new Map();
  readonly ended: Promise<number | null>;
  #isAlive = true;

  private constructor(child: ChildProcess, handles: TransferHandles) {
    this.#child = child;
    this.#handles = handles;
    // The last messages may arrive after the exit event.
    this.ended = Promise.all([once(child, 'exit'), once(child, 'disconnect')]).then(
      ([[code]]: [unknown[], unknown[]]) => {
        this.#isAlive = false;
        return code as number | null;
      },
    );
    // Sending to a process that is just exiting emits an error.
    child.on('error', () => undefined);
    child.on('message', (message: ToDriver) => {
      if (message.kind === 'ready') return;
      if (message.kind === 'failure') {
        for (const answer of this.#answers.values()) answer(message);
      } else {
        this.#answers.get(message.kind)?.(message);
      }
    });
  }

  static async start(handles: TransferHandles): Promise<PartyProcess> {
    const child = await forkParty();
    const party = new PartyProcess(child, handles);
    await once(child, 'message');
    // The process keeps the handles that it opens for its first context.
    (await party.authenticate()).dispose();
    await party.ask({ kind: 'release' });
    party.acceptHandles();
    return party;
  }

  get pid(): number {
    assert.ok(this.#child.pid);
    return this.#child.pid;
  }

  get isAlive(): boolean {
    return this.#isAlive;
  }

  /** Returns undefined if the process ends before it answers. */
  async ask<Asked extends Kind>(
    request: Extract<Request, { kind: Asked }>,
    faults?: string,
  ): Promise<Answers[Asked] | undefined> {
    if (!this.#isAlive || !this.#child.connected) return undefined;
    const answered = new Promise<Answers[Asked]>((resolve, reject) => {
      this.#answers.set(request.kind, (message) => {
        if (message.kind === 'failure') reject(new Error(message.message));
        else resolve(message.answer as Answers[Asked]);
      });
    });
    this.#child.send({ request, faults } satisfies FromDriver, () => undefined);
    try {
      return await Promise.race([answered, this.ended.then(() => undefined)]);
    } finally {
      this.#answers.delete(request.kind);
    }
  }

  /** Returns the peer of the context that the process now has. */
  async authenticate(): Promise<SecurityContext> {
    await this.ask({ kind: 'begin', content: 'context' });
    const client = newClient();
    let token = await client.step();
    while (token !== null) {
      const reply = await this.ask({ kind: 'handshake', token });
      token = reply ? await client.step(Buffer.from(reply)) : null;
    }
    return client;
  }

  /** Exchanges one message in each direction. Throws unless each is the next in sequence. */
  async converseWith(peer: SecurityContext, text: string): Promise<void> {
    const answer = await this.ask({ kind: 'use', message: peer.wrap(Buffer.from(text)) });
    assert.ok(answer, 'the process has ended');
    assert.equal(peer.unwrap(answer).toString(), `${text}, indeed`);
  }

  /** Reads the user from the token. Throws unless it is the user of all these processes. */
  async readToken(): Promise<void> {
    using own = AccessToken.ofProcess();
    const answer = await this.ask({ kind: 'use', message: Buffer.alloc(0) });
    assert.ok(answer, 'the process has ended');
    assert.equal(Buffer.from(answer).toString(), own.userSync().sid);
  }

  /** Returns the number of transfer handles beyond the accepted ones. */
  surplusHandles(): number {
    return countAdditional(this.#handles.of(this.pid), this.#accepted);
  }

  /** Accepts the handles that the process has now. */
  acceptHandles(): void {
    this.#accepted = this.#handles.of(this.pid);
  }

  async end(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.ended;
  }

  /** Lets the process exit, which must happen without TerminateProcess. */
  async exitByItself(): Promise<void> {
    this.#child.disconnect();
    const limit = setTimeout(EXIT_LIMIT_MS, 'still running', { ref: false });
    const end = await Promise.race([this.ended, limit]);
    assert.equal(end, 0, `process ${String(this.pid)}, which was not killed`);
  }
}

/** More handles than a transfer closes, because Windows reuses the lowest free values first. */
const REUSED = 16;

/** The limit for an idle process to exit on a busy machine. */
const EXIT_LIMIT_MS = 60_000;

const FORK_ATTEMPTS = 5;

/** Wine fails to start about one process in a thousand on a busy machine: "spawn UNKNOWN". */
async function forkParty(attempt = 1): Promise<ChildProcess> {
  try {
    return fork(join(__dirname, 'party.js'), { serialization: 'advanced' });
  } catch (error) {
    if (attempt === FORK_ATTEMPTS) throw error;
    await setTimeout(attempt * 1_000);
    return forkParty(attempt + 1);
  }
}

/** The place where a process that reaches a `stop` waits until it is resumed or killed. */
export class Stop {
  readonly #pid: number;
  readonly #stopped: bigint;
  readonly #resumeEvent: bigint;
  readonly #reused: number[] = [];

  constructor({ pid }: PartyProcess) {
    this.#pid = pid;
    this.#stopped = probe.createNamedEvent(`sspi-handoff-stopped-${String(pid)}`);
    this.#resumeEvent = probe.createNamedEvent(`sspi-handoff-go-on-${String(pid)}`);
  }

  /** Waits for the process to reach the stop, then suspends all its threads. */
  async reached(signal: AbortSignal): Promise<boolean> {
    while (!probe.isSignaled(this.#stopped)) {
      if (signal.aborted) return false;
      await setTimeout(1);
    }
    probe.suspendProcess(this.#pid);
    return true;
  }

  /**
   * Duplicates handles of the test into the process. They take the values that were closed there in
   * the meantime, so code that closes a stale handle value closes one of these.
   */
  reuseClosedHandles(): void {
    const event = probe.createNamedEvent(`sspi-handoff-foreign-${String(this.#pid)}`);
    for (let count = 0; count < REUSED; count++) {
      this.#reused.push(probe.duplicateInto(event, this.#pid));
    }
    probe.closeHandle(event);
  }

  /** Returns how many of these handles the process has closed. */
  countForeignClosed(): number {
    const open = new Set(probe.handlesOf(this.#pid).map(({ value }) => value));
    return this.#reused.filter((value) => !open.has(value)).length;
  }

  resume(): void {
    probe.signal(this.#resumeEvent);
    probe.resumeProcess(this.#pid);
  }

  close(): void {
    probe.closeHandle(this.#stopped);
    probe.closeHandle(this.#resumeEvent);
  }
}
