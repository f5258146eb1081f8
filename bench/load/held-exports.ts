/** A process in which the package holds each export: tells how late the event loop's timers were. */
import { monitorEventLoopDelay } from 'node:perf_hooks';

import { converse, faultyParties } from '../parties';

async function main(): Promise<void> {
  const count = Number(process.argv[2]);
  const { client } = converse(faultyParties);
  const servers = Array.from({ length: count }, () => converse(faultyParties).server);
  const delay = monitorEventLoopDelay({ resolution: 1 });
  // Timers that have not been late yet are not counted: it has to be going first.
  delay.enable();
  await new Promise((resolve) => setTimeout(resolve, 50));
  delay.reset();
  const started = performance.now();
  const exports = await Promise.all(servers.map((server) => server.export()));
  const milliseconds = performance.now() - started;
  delay.disable();
  for (const exported of exports) exported.dispose();
  client.dispose();
  process.send?.({ milliseconds, p99: delay.percentile(99) / 1e6, max: delay.max / 1e6 });
}

void main();
