/** A process whose package holds each export. It reports the delay of the event loop. */
import { monitorEventLoopDelay } from 'node:perf_hooks';

import { Conversation } from '../contestants/ours';
import { faultyParties } from '../parties';

export interface Delay {
  readonly milliseconds: number;
  readonly p99: number;
  readonly max: number;
}

async function main(): Promise<void> {
  const count = Number(process.argv[2]);
  const conversations = Array.from({ length: count }, () => Conversation.start(faultyParties));
  const delay = monitorEventLoopDelay({ resolution: 1 });
  // The monitor needs some turns before it counts delays.
  delay.enable();
  await new Promise((resolve) => setTimeout(resolve, 50));
  delay.reset();
  const started = performance.now();
  const exports = await Promise.all(conversations.map(({ server }) => server.export()));
  const milliseconds = performance.now() - started;
  delay.disable();
  for (const disposable of [...exports, ...conversations]) disposable[Symbol.dispose]();
  const { max } = delay;
  process.send?.({ milliseconds, p99: delay.percentile(99) / 1e6, max: max / 1e6 } satisfies Delay);
}

void main();
