import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';

import { openHandles } from 'sspi-handoff';

import { Gate } from './gate';
import { audit, type Audit } from './load-audit';
import type { ClientReport, ClientTask } from './load-client';
import type { Reset } from './load-connection';
import { Front } from './load-front';
import type { WorkerFigures } from './load-worker';
import { acquire } from './reference-package';
import { settle } from './settle';
import { probe } from './win32-probe';

const workerCount = 4;
const warmUp = 100;
const oneResetIn = 10;
const shownFailures = 20;
const resolutionMs = 5;

interface Delays {
  readonly mean: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

export interface LoadFigures extends Omit<Audit, 'failures'> {
  readonly seed: number;
  readonly transfers: number;
  /**
   * The number of contexts that arrived at a worker, and how many of them came with an open
   * connection.
   */
  readonly received: number;
  readonly arrivedAlive: number;
  readonly resetsSeenByWorkers: number;
  /** The first few failures, in words. */
  readonly failures: readonly string[];
  readonly warnings: readonly string[];
  /** The maximum number of concurrent sendContext() calls. */
  readonly inFlight: number;
  readonly seconds: number;
  /**
   * The front's event-loop delay in milliseconds, which includes the sampling interval: under load,
   * and idle.
   */
  readonly eventLoopDelay: Delays;
  readonly eventLoopDelayIdle: Delays;
  /** Kernel handles before and after: first the front's, then the workers'. */
  readonly handles: readonly (readonly [before: number, after: number])[];
  /**
   * Open objects of the addon: first the front's, whose credentials are still in use, then the
   * workers'.
   */
  readonly open: readonly ReturnType<typeof openHandles>[];
  /** Exit codes of the workers and the clients after the front has disconnected. */
  readonly exitCodes: readonly (number | null)[];
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

/** A process that the load test has started. */
class Child {
  readonly process: ChildProcess;
  readonly exit: Promise<number | null>;
  #hasEnded = false;

  constructor(file: string, ...args: string[]) {
    this.process = fork(join(__dirname, file), args, {
      execArgv: ['--expose-gc'],
    });
    this.exit = once(this.process, 'exit').then(([code]) => {
      this.#hasEnded = true;
      return code as number | null;
    });
  }

  /** Returns undefined if the process ends before it answers. */
  async ask<Answer>(request?: object | string): Promise<Answer | undefined> {
    if (this.#hasEnded) return undefined;
    const answer = once(this.process, 'message').then(([message]) => message as Answer);
    if (request !== undefined) this.process.send(request);
    return Promise.race([answer, this.exit.then(() => undefined)]);
  }

  async end(): Promise<number | null> {
    if (this.process.connected) this.process.disconnect();
    return this.exit;
  }
}

const none: WorkerFigures = {
  received: [],
  alive: 0,
  resets: 0,
  handles: 0,
  open: { accessTokens: 0, credentials: 0, securityContexts: 0 },
};

/**
 * Starts one front, which authenticates clients over TCP and hands each context with its connection
 * to one of four workers. The clients keep sending messages. One client in ten resets its
 * connection during this time. The first worker adopts slowly.
 */
export async function handOffMany(
  transfers: number,
  inFlight: number,
  seed = 1,
): Promise<LoadFigures> {
  const failures: string[] = [];
  const warnings: string[] = [];
  const onWarning = (warning: Error) => warnings.push(String(warning));
  process.on('warning', onWarning);

  const workers = Array.from(
    { length: workerCount },
    (_, index) => new Child('load-worker.js', ...(index === 0 ? ['slow'] : [])),
  );
  await Promise.all(workers.map((worker) => worker.ask()));
  const clients = new Child('load-client.js');
  const askWorkers = async () =>
    (await Promise.all(workers.map((worker) => worker.ask<WorkerFigures>('figures')))).map(
      (figures) => figures ?? none,
    );

  using credentials = acquire('inbound');
  const gate = new Gate(inFlight);
  const front = new Front(
    workers.map((worker) => worker.process),
    credentials,
    gate,
  );
  const port = await front.listen();
  let isStopping = false;
  for (const worker of workers) {
    void worker.exit.then((code) => {
      if (isStopping) return;
      failures.push(`A worker ended with exit code ${String(code)}`);
      clients.process.send('stop');
    });
  }
  const run = async (connections: number, oneResetIn: number) => {
    const atOnce = inFlight * 2;
    const task: ClientTask = { port, connections, atOnce, seed, oneResetIn };
    const report = await clients.ask<ClientReport>(task);
    failures.push(...(report?.failures ?? ['The clients ended']).slice(0, shownFailures));
    await front.idle();
    return report?.resets ?? [];
  };

  await run(warmUp, 0);
  await settle();
  const ownBefore = probe.processHandleCount();
  const before = await askWorkers();
  const eventLoopDelayIdle = await measureDelay(
    () => new Promise((resolve) => setTimeout(resolve, 500)),
  );
  const started = performance.now();
  let resets: readonly Reset[] = [];
  const eventLoopDelay = await measureDelay(async () => {
    resets = await run(transfers, oneResetIn);
  });
  const seconds = (performance.now() - started) / 1000;
  await settle();
  const after = await askWorkers();
  const ownAfter = probe.processHandleCount();
  const open = [openHandles(), ...after.map((figures) => figures.open)];

  await front.close();
  isStopping = true;
  const exitCodes = await Promise.all([...workers, clients].map((child) => child.end()));
  process.off('warning', onWarning);
  const received = after.flatMap((figures) => figures.received);
  const audited = audit(front.served, received, resets);
  return {
    seed,
    transfers,
    received: received.length - sum(before, (figures) => figures.received.length),
    arrivedAlive: sum(after, ({ alive }) => alive) - sum(before, ({ alive }) => alive),
    resetsSeenByWorkers: sum(after, (figures) => figures.resets),
    ...audited,
    failures: [...failures, ...audited.failures.slice(0, shownFailures)],
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

function sum(all: readonly WorkerFigures[], figure: (figures: WorkerFigures) => number): number {
  return all.reduce((total, figures) => total + figure(figures), 0);
}
