import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';

import { type Credentials, openHandles, sendContext, ServerSecurityContext } from 'sspi-handoff';

import { authenticate } from './authenticated-connection';
import type { ClientTask } from './load-client';
import type { WorkerFigures } from './load-worker';
import { acquire } from './reference-package';
import { settle } from './settle';
import { probe } from './win32-probe';

const workerCount = 4;
const warmUp = 100;
const resolutionMs = 5;

interface Delays {
  readonly mean: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

export interface LoadFigures {
  readonly transfers: number;
  readonly adopted: number;
  readonly failures: readonly string[];
  readonly warnings: readonly string[];
  /** How many sendContext were under way at the same time, at most. */
  readonly inFlight: number;
  readonly seconds: number;
  /** Of the front, in milliseconds, the sampling interval included; and when there is nothing to do. */
  readonly eventLoopDelay: Delays;
  readonly eventLoopDelayIdle: Delays;
  /** Kernel handles before and after, the front's first, then the workers'. */
  readonly handles: readonly (readonly [before: number, after: number])[];
  /** What the addon holds open, the front's first, whose credentials are still in use. */
  readonly open: readonly ReturnType<typeof openHandles>[];
  /** Of workers and clients, once the front has disconnected from them. */
  readonly exitCodes: readonly (number | null)[];
}

/** Does so many at once, and not more. */
class Gate {
  #entered = 0;
  #most = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(private readonly width: number) {}

  get most(): number {
    return this.#most;
  }

  async through(pass: () => Promise<void>): Promise<void> {
    if (this.#entered === this.width) {
      await new Promise<void>((enter) => this.#waiting.push(enter));
    } else {
      this.#most = Math.max(this.#most, ++this.#entered);
    }
    try {
      await pass();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#entered--;
      else next();
    }
  }
}

async function figuresOf(worker: ChildProcess): Promise<WorkerFigures> {
  const figures = once(worker, 'message');
  worker.send('figures');
  return ((await figures) as [WorkerFigures])[0];
}

async function measureDelay(during: () => Promise<unknown>): Promise<Delays> {
  const histogram = monitorEventLoopDelay({ resolution: resolutionMs });
  histogram.enable();
  await during();
  histogram.disable();
  const ms = (nanoseconds: number) => Math.round(nanoseconds / 1e4) / 100;
  return {
    mean: ms(histogram.mean),
    p50: ms(histogram.percentile(50)),
    p99: ms(histogram.percentile(99)),
    max: ms(histogram.max),
  };
}

/**
 * One front that authenticates clients over TCP and hands each, with its connection, to one of four
 * workers, while the clients go on talking.
 */
export async function handOffMany(transfers: number, inFlight: number): Promise<LoadFigures> {
  const failures: string[] = [];
  const warnings: string[] = [];
  const onWarning = (warning: Error) => warnings.push(String(warning));
  process.on('warning', onWarning);

  const start = (file: string) => fork(join(__dirname, file), { execArgv: ['--expose-gc'] });
  const workers = Array.from({ length: workerCount }, () => start('load-worker.js'));
  await Promise.all(workers.map((worker) => once(worker, 'message')));
  const clients = start('load-client.js');

  using credentials = acquire('inbound');
  const gate = new Gate(inFlight);
  const front = new Front(workers, credentials, gate, failures);
  const port = await front.listen();
  const run = async (connections: number) => {
    const ended = once(clients, 'message');
    clients.send({ port, connections, atOnce: inFlight * 2 } satisfies ClientTask);
    const [failed] = (await ended) as [string[]];
    failures.push(...failed);
    await front.idle();
  };

  await run(warmUp);
  await settle();
  const ownBefore = probe.processHandleCount();
  const before = await Promise.all(workers.map(figuresOf));
  const eventLoopDelayIdle = await measureDelay(
    () => new Promise((resolve) => setTimeout(resolve, 500)),
  );
  const started = performance.now();
  const eventLoopDelay = await measureDelay(() => run(transfers));
  const seconds = (performance.now() - started) / 1000;
  await settle();
  const after = await Promise.all(workers.map(figuresOf));
  const ownAfter = probe.processHandleCount();
  const open = [openHandles(), ...after.map((figures) => figures.open)];

  await front.close();
  const exits = [...workers, clients].map((child) => once(child, 'exit'));
  for (const child of [...workers, clients]) child.disconnect();
  const exitCodes = (await Promise.all(exits)).map(([code]) => code as number | null);
  process.off('warning', onWarning);
  return {
    transfers,
    adopted: sum(after) - sum(before),
    failures,
    warnings,
    inFlight: gate.most,
    seconds,
    eventLoopDelay,
    eventLoopDelayIdle,
    handles: [
      [ownBefore, ownAfter],
      ...after.map(({ handles }, index) => [before[index]?.handles ?? 0, handles] as const),
    ],
    open,
    exitCodes,
  };
}

function sum(figures: readonly WorkerFigures[]): number {
  return figures.reduce((total, { adopted }) => total + adopted, 0);
}

class Front {
  #connections = 0;
  readonly #underWay = new Set<Promise<void>>();
  readonly #listener = createServer((socket) => {
    const serving = this.#serve(socket, this.#connections++)
      .catch((error: unknown) => this.failures.push(String(error)))
      .then(() => {
        this.#underWay.delete(serving);
      });
    this.#underWay.add(serving);
  });

  constructor(
    private readonly workers: readonly ChildProcess[],
    private readonly credentials: Credentials,
    private readonly gate: Gate,
    private readonly failures: string[],
  ) {}

  async listen(): Promise<number> {
    this.#listener.listen(0, '127.0.0.1', 512);
    await once(this.#listener, 'listening');
    return (this.#listener.address() as AddressInfo).port;
  }

  async idle(): Promise<void> {
    await Promise.all(this.#underWay);
  }

  async close(): Promise<void> {
    const closed = once(this.#listener, 'close');
    this.#listener.close();
    await closed;
  }

  async #serve(socket: Socket, number: number): Promise<void> {
    using server = new ServerSecurityContext({ credentials: this.credentials });
    const head = await authenticate(socket, server);
    const worker = this.workers[number % this.workers.length];
    if (worker === undefined) throw new Error('There is no worker');
    await this.gate.through(() =>
      sendContext(worker, server, { socket, head, message: { number } }),
    );
  }
}
