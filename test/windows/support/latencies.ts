/**
 * The latencies of Node's own asynchronous work while the security package holds exports. Forked as a process
 * of its own, because the package reads its faults from the environment.
 */
import { randomBytes } from 'node:crypto';
import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { createHistogram } from 'node:perf_hooks';
import { promisify } from 'node:util';

import { reportOfChild } from './child-report';
import { converseByFaultyPackage, environmentWith } from './faulty-package';
import { settle } from './settle';

const EXPORTS = 64;
const HELD_MS = 3000;
const TIMES = 3;

/** In milliseconds. */
interface Latency {
  readonly p50: number;
  readonly p99: number;
  readonly samples: number;
}

type Latencies = Readonly<Record<string, Latency>>;

export interface HeldCallsFigures {
  readonly exports: number;
  readonly heldMs: number;
  /** The time from the start of the exports until all had ended. */
  readonly endedAfterMs: number;
  readonly idle: Latencies;
  readonly held: Latencies;
}

/** The difference of the 99th percentiles, of the work that differs most. */
export function worstGrowth({ idle, held }: HeldCallsFigures): number {
  return Math.max(
    ...Object.keys(idle).map((name) => (held[name]?.p99 ?? 0) - (idle[name]?.p99 ?? 0)),
  );
}

/** Measures up to three times, because a loaded machine delays some work in any process. */
export async function latenciesWhileHeld(limitMs: number): Promise<HeldCallsFigures> {
  let best = await latenciesOfProcess();
  for (let time = 1; time < TIMES && worstGrowth(best) > limitMs; time++) {
    const next = await latenciesOfProcess();
    if (worstGrowth(next) < worstGrowth(best)) best = next;
  }
  return best;
}

async function latenciesOfProcess(): Promise<HeldCallsFigures> {
  const options = { env: environmentWith({ EXPORT_DELAY: HELD_MS }) };
  return (await reportOfChild('latencies.js', [], options)) as HeldCallsFigures;
}

async function echo(socket: Socket): Promise<void> {
  const answer = once(socket, 'data');
  socket.write('x');
  await answer;
}

/** Does each kind of work in turn until the time is over. */
async function measure(
  work: Readonly<Record<string, () => Promise<unknown>>>,
  until: number,
): Promise<Latencies> {
  const histograms = Object.keys(work).map((name) => [name, createHistogram()] as const);
  while (performance.now() < until) {
    for (const [name, histogram] of histograms) {
      const started = performance.now();
      await work[name]?.();
      histogram.record(Math.max(1, Math.round((performance.now() - started) * 1e6)));
    }
  }
  const ms = (nanoseconds: number) => Math.round(nanoseconds / 1e4) / 100;
  return Object.fromEntries(
    histograms.map(([name, histogram]) => [
      name,
      {
        p50: ms(histogram.percentile(50)),
        p99: ms(histogram.percentile(99)),
        samples: histogram.count,
      },
    ]),
  );
}

async function report(): Promise<void> {
  const server = createServer((socket) => socket.pipe(socket)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  await once(socket, 'connect');
  socket.setNoDelay(true);
  const work = {
    'fs.readFile': () => readFile(__filename),
    'dns.lookup': () => lookup('localhost'),
    'crypto.randomBytes': () => promisify(randomBytes)(64),
    'TCP echo': () => echo(socket),
  };
  const conversations = Array.from({ length: EXPORTS }, converseByFaultyPackage);
  await measure(work, performance.now() + 500);
  await settle();
  const idle = await measure(work, performance.now() + HELD_MS);

  const started = performance.now();
  const exporting = conversations.map(({ server }) => server.export());
  const held = await measure(work, started + HELD_MS);
  for (const exported of await Promise.all(exporting)) exported.dispose();
  const endedAfterMs = Math.round(performance.now() - started);
  for (const conversation of conversations) conversation[Symbol.dispose]();

  socket.destroy();
  server.close();
  const figures: HeldCallsFigures = {
    exports: EXPORTS,
    heldMs: HELD_MS,
    endedAfterMs,
    idle,
    held,
  };
  process.send?.(figures);
  process.disconnect();
}

if (process.send && require.main === module) void report();
