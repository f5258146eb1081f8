import { type ChildProcess, fork } from 'node:child_process';
import type { Socket } from 'node:net';

import { type ContextDelivery, HandoffError, onAccessToken, onContext } from 'sspi-handoff';

import type { Handover } from './client';
import { DRAIN, type WorkerStatus } from './handed-server';
import { sendSubject, type Subject, subjectAfter } from './subject';

/** A connection, and the bytes already read from it. */
export interface Connection {
  readonly socket: Socket;
  /** Called for each worker that is tried, because more bytes can arrive between two trials. */
  readonly head?: () => Uint8Array;
  readonly handover: Handover;
}

interface Worker {
  readonly process: ChildProcess;
  readonly startedAt: number;
  status: WorkerStatus;
  /** How many connections the worker has received. */
  sent: number;
}

/** How many connections the worker has. */
const load = ({ status, sent }: Worker) => sent - status.ended;

/** A worker that ends sooner would end again at once. */
const SHORT_LIFE_MS = 1000;

/** The workers of a front. A worker that ends or drains is replaced. */
export class WorkerPool {
  readonly #workers = new Set<Worker>();
  #isClosed = false;

  /** @param file The program of a worker, with a HandedServer. */
  constructor(
    private readonly file: string,
    size: number,
  ) {
    for (let started = 0; started < size; started++) this.#start();
  }

  /** The process ids of the workers that accept connections. */
  get pids(): number[] {
    return this.#accepting().flatMap(({ process: { pid } }) => pid ?? []);
  }

  /**
   * Hands a connection to the least busy worker, which is the one with the fewest connections. If that worker ends
   * meanwhile, the next one is tried.
   *
   * @returns The subject, if no worker could receive it. Undefined if a worker has it.
   * @throws {SspiError} SEC_E_UNSUPPORTED_FUNCTION if the security package cannot export. The context is still usable.
   * @throws {HandoffError} The subject or the connection is lost.
   */
  async handOver(
    subject: Subject,
    connection: Connection,
    except?: Worker,
  ): Promise<Subject | undefined> {
    const { socket, head, handover } = connection;
    const tried = new Set([except]);
    for (;;) {
      const worker = this.#leastBusy(tried);
      if (worker === undefined || socket.destroyed) return subject;
      tried.add(worker);
      worker.sent++;
      try {
        const options = { socket, message: handover };
        await sendSubject(worker.process, subject, head ? { ...options, head: head() } : options);
        return undefined;
      } catch (error) {
        // A worker that has only the subject reports the end of the connection itself.
        if (!(error instanceof HandoffError) || error.senderHasContext !== false) worker.sent--;
        const left = subjectAfter(error, subject);
        if (left === undefined) throw error;
        subject = left;
      }
    }
  }

  /** Starts a new worker in place of each, and lets the old ones give their connections back. */
  restart(): void {
    for (const worker of this.#accepting()) {
      // Before the worker reports it, so that no other old worker gets its connections.
      this.#replace(worker);
      // A worker that ends has closed its channel before its 'exit'.
      if (worker.process.connected) worker.process.send(DRAIN);
    }
  }

  /** Ends all workers. Their connections are closed. */
  close(): void {
    this.#isClosed = true;
    for (const { process } of this.#workers) process.kill();
  }

  #start(): void {
    if (this.#isClosed) return;
    const status = { ended: 0, isDraining: false };
    const worker: Worker = {
      process: fork(this.file),
      startedAt: Date.now(),
      status,
      sent: 0,
    };
    this.#workers.add(worker);
    const forward = async (subject: Subject, { socket, message }: ContextDelivery) => {
      await this.#forward(subject, socket, message as Handover, worker);
    };
    const options = { from: worker.process };
    const listening = [onContext(forward, options), onAccessToken(forward, options)];
    worker.process.on('message', (message: object) => {
      if (!('isDraining' in message)) return;
      const { ended, isDraining } = message as WorkerStatus;
      worker.status = { ...worker.status, ended };
      if (isDraining) this.#replace(worker);
      // Here and not in the worker, because this process has then received all sockets.
      const isDone = worker.status.isDraining && load(worker) === 0;
      if (isDone && worker.process.connected) worker.process.disconnect();
    });
    worker.process.once('exit', () => {
      for (const each of listening) each.dispose();
      this.#workers.delete(worker);
      if (worker.status.isDraining) return;
      const delay = Math.max(0, SHORT_LIFE_MS - (Date.now() - worker.startedAt));
      setTimeout(() => {
        this.#start();
      }, delay);
    });
  }

  /** Starts a new worker in place of one that drains. */
  #replace(worker: Worker): void {
    if (worker.status.isDraining) return;
    worker.status = { ...worker.status, isDraining: true };
    this.#start();
  }

  /** Hands a connection that a worker gave back to another worker. */
  async #forward(
    subject: Subject,
    socket: Socket | undefined,
    handover: Handover,
    from: Worker,
  ): Promise<void> {
    let left: Subject | undefined = subject;
    try {
      if (socket !== undefined) left = await this.handOver(subject, { socket, handover }, from);
      // The worker may have asked only to move this connection, and be the only worker.
      if (left !== undefined && socket) left = await this.handOver(left, { socket, handover });
    } catch (error) {
      process.emitWarning(error as Error);
    }
    if (left === undefined) return;
    left.dispose();
    socket?.destroy();
  }

  #accepting(): Worker[] {
    return [...this.#workers].filter(({ status }) => !status.isDraining);
  }

  #leastBusy(tried: ReadonlySet<Worker | undefined>): Worker | undefined {
    return this.#accepting()
      .filter((worker) => !tried.has(worker))
      .sort((one, other) => load(one) - load(other))[0];
  }
}
