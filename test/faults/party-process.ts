import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

import type { SecurityContext } from 'sspi-handoff';

import { newClient } from '../windows/support/reference-package';
import { probe } from '../windows/support/win32-probe';
import { countMore, type HandleCounts, type TransferHandles } from './kernel-handles';
import type { Answers, FromDriver, Request, ToDriver } from './party';

type Kind = Request['kind'];

/** A process that takes part in transfers, as the driver sees it. */
export class PartyProcess {
  readonly #child: ChildProcess;
  readonly #handles: TransferHandles;
  readonly #answers = new Map<
    Kind,
    (message: Extract<ToDriver, { kind: Kind | 'failure' }>) => void
  >();
  #usual: HandleCounts = new Map();
  readonly ended: Promise<number | null>;
  #isAlive = true;

  private constructor(child: ChildProcess, handles: TransferHandles) {
    this.#child = child;
    this.#handles = handles;
    // What it said before it ended may arrive after the news of its end.
    this.ended = Promise.all([once(child, 'exit'), once(child, 'disconnect')]).then(
      ([[code]]: [unknown[], unknown[]]) => {
        this.#isAlive = false;
        return code as number | null;
      },
    );
    // Of a message to a process that is just ending.
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
    // What it opens for its first context it keeps.
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

  /** Undefined if the process ends before it has answered. */
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

  /** Gives the peer of a context that is there now. */
  async authenticate(): Promise<SecurityContext> {
    const client = newClient();
    let token = await client.step();
    while (token !== null) {
      const reply = await this.ask({ kind: 'handshake', token });
      token = reply ? await client.step(Buffer.from(reply)) : null;
    }
    return client;
  }

  /** A message each way; throws unless each is the next in sequence. */
  async converseWith(peer: SecurityContext, text: string): Promise<void> {
    const answer = await this.ask({ kind: 'converse', message: peer.wrap(Buffer.from(text)) });
    assert.ok(answer, 'the process has ended');
    assert.equal(peer.unwrap(answer).toString(), `${text}, indeed`);
  }

  /** Handles of transfers that it has more than it should. */
  surplusHandles(): number {
    return countMore(this.#handles.of(this.pid), this.#usual);
  }

  /** What it has now is not to be held against it again. */
  acceptHandles(): void {
    this.#usual = this.#handles.of(this.pid);
  }

  /** TerminateProcess. */
  async end(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.ended;
  }

  /** Nothing is left for it to do: it has to end by itself. */
  async exitByItself(): Promise<void> {
    this.#child.disconnect();
    assert.equal(await this.ended, 0, `process ${String(this.pid)}, left alone`);
  }
}

const FORK_ATTEMPTS = 5;

/** Among a thousand processes on a busy machine Wine fails to start one now and then. */
async function forkParty(attempt = 1): Promise<ChildProcess> {
  try {
    return fork(join(__dirname, 'party.js'), { serialization: 'advanced' });
  } catch (error) {
    if (attempt === FORK_ATTEMPTS) throw error;
    await setTimeout(attempt * 1_000);
    return forkParty(attempt + 1);
  }
}

/** Where a process that reaches a `stop` waits, until it is to go on or is ended. */
export class Stop {
  readonly #pid: number;
  readonly #stopped: bigint;
  readonly #goOn: bigint;

  constructor({ pid }: PartyProcess) {
    this.#pid = pid;
    this.#stopped = probe.createNamedEvent(`sspi-handoff-stopped-${String(pid)}`);
    this.#goOn = probe.createNamedEvent(`sspi-handoff-go-on-${String(pid)}`);
  }

  /** Then all its threads are suspended, not only the one that has come there. */
  async reached(signal: AbortSignal): Promise<boolean> {
    while (!probe.isSignaled(this.#stopped)) {
      if (signal.aborted) return false;
      await setTimeout(1);
    }
    probe.suspendProcess(this.#pid);
    return true;
  }

  goOn(): void {
    probe.signal(this.#goOn);
    probe.resumeProcess(this.#pid);
  }

  close(): void {
    probe.closeHandle(this.#stopped);
    probe.closeHandle(this.#goOn);
  }
}
