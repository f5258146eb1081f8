/** The clients of the load test. Some of them reset their connection at a random moment. */
import { LoadConnection, type Moment, momentOf, type Reset } from './load-connection';
import { Random } from './random';
import { acquire } from './reference-package';

export interface ClientTask {
  readonly port: number;
  readonly connections: number;
  readonly atOnce: number;
  readonly seed: number;
  /** One connection in `oneResetIn` is reset; 0 for none. */
  readonly oneResetIn: number;
}

export interface ClientReport {
  readonly failures: readonly string[];
  readonly resets: readonly Reset[];
}

let left = 0;
let started = 0;

/** Returns 127.1.0.0, then the addresses that follow. */
function nextAddress(): string {
  const number = started++;
  return ['127', 1 + (number >> 16), (number >> 8) & 255, number & 255].join('.');
}

async function main(task: ClientTask): Promise<void> {
  const { port, connections, atOnce, seed, oneResetIn } = task;
  using credentials = acquire('outbound');
  const random = new Random(seed);
  const failures: string[] = [];
  const resets: Reset[] = [];
  let handoffMs = 20;
  let number = 0;
  let toReset = 0;
  const nextMoment = (): Moment | undefined => {
    if (oneResetIn === 0) return undefined;
    const place = number++ % oneResetIn;
    if (place === 0) toReset = random.below(oneResetIn);
    return place === toReset ? momentOf(random, handoffMs) : undefined;
  };
  const oneAfterTheOther = async () => {
    while (left-- > 0) {
      const connection = new LoadConnection(port, credentials, nextAddress(), nextMoment());
      await connection.ended.catch((error: unknown) => failures.push(String(error)));
      if (connection.reset !== undefined) resets.push(connection.reset);
      handoffMs += ((connection.handoffMs ?? handoffMs) - handoffMs) / 8;
    }
  };
  left = connections;
  await Promise.all(Array.from({ length: atOnce }, oneAfterTheOther));
  process.send?.({ failures, resets } satisfies ClientReport);
}

process.on('message', (task: ClientTask | 'stop') => {
  if (task === 'stop') left = 0;
  else void main(task);
});
