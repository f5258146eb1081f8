import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

import { handlesLost } from './losses';

const busyThreads = ['busy-thread.js', 'handshake-thread.js'];

export interface TerminationFigures {
  readonly terminations: number;
  readonly handlesLost: number;
}

/**
 * Starts threads that use this package, and terminates each at a different moment: while it loads,
 * or up to some milliseconds into its work.
 */
export async function terminateThreads(terminations: number): Promise<TerminationFigures> {
  const lost = await handlesLost(async () => {
    for (let round = 0; round < terminations; round++) await terminateThread(round);
  });
  return { terminations, handlesLost: lost };
}

async function terminateThread(round: number): Promise<void> {
  const file = busyThreads[round % busyThreads.length] ?? '';
  const worker = new Worker(join(__dirname, file));
  // Every fifth thread is terminated while it starts: before, during or after its first `require`.
  if (round % 5 === 4) await delay((round * 3) % 40);
  else {
    await once(worker, 'message');
    await delay((round * 7) % 13);
  }
  await worker.terminate();
}

function delay(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
