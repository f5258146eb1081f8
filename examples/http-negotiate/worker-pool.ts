import { type ChildProcess, fork } from 'node:child_process';
import type { Socket } from 'node:net';

import { HandoffError, onContext, type SecurityContext, sendContext } from 'sspi-handoff';

import type { Handover } from './client';
import { DRAIN, type WorkerStatus } from './handed-server';

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
   * @returns The context, if no worker could receive it. Undefined if a worker has it.
   * @throws {SspiError} SEC_E_UNSUPPORTED_FUNCTION if the security package cannot export. The context is still usable.
   * @throws {HandoffError} The context or the connection is lost.
   */
  async handOver(
    context: SecurityContext,
    connection: Connection,
    except?: Worker,
  ): Promise<SecurityContext | undefined> {
    const { socket, head, handover } = connection;
    const tried = new Set([except]);
    for (;;) {
      const worker = this.#leastBusy(tried);
      if (worker === undefined) return context;
      tried.add(worker);
      worker.sent++;
      try {
        const options = { socket, message: handover };
        await sendContext(worker.process, context, head ? { ...options, head: head() } : options);
        return undefined;
      } catch (error) {
        const isHere = !(error instanceof HandoffError) || error.senderHasContext !== false;
        if (isHere) worker.sent--;
        if (!(error instanceof HandoffError) || error.context === undefined) throw error;
        ({ context } = error);
      }
    }
  }

  /** Starts a new worker in place of each, and lets the old ones give their connections back. */
  restart(): void {
    for (const { process } of this.#accepting()) process.send(DRAIN);
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
    const listening = onContext(
      async (context, { socket, message }) => {
        const handover = message as Handover;
        await this.#forward(context, socket, handover, worker);
      },
      { from: worker.process },
    );
    worker.process.on('message', (message: object) => {
      if (!('isDraining' in message)) return;
      const { isDraining } = worker.status;
      worker.status = message as WorkerStatus;
      if (!isDraining && worker.status.isDraining) this.#start();
      // Here and not in the worker, because this process has then received all sockets.
      if (worker.status.isDraining && load(worker) === 0) worker.process.disconnect();
    });
    worker.process.once('exit', () => {
      listening.dispose();
      this.#workers.delete(worker);
      if (worker.status.isDraining) return;
      const delay = Math.max(0, SHORT_LIFE_MS - (Date.now() - worker.startedAt));
      setTimeout(() => {
        this.#start();
      }, delay);
    });
  }

  /** Hands a connection that a worker gave back to another worker. */
  async #forward(
    context: SecurityContext,
    socket: Socket | undefined,
    handover: Handover,
    from: Worker,
  ): Promise<void> {
    let left: SecurityContext | undefined = context;
    try {
      if (socket?.destroyed === false)
        left = await this.handOver(context, { socket, handover }, from);
      // The worker may have asked only to move this connection, and be the only worker.
      if (left !== undefined && socket?.destroyed === false)
        left = await this.handOver(left, { socket, handover });
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
