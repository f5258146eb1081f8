// Ctrl+C and friends: whatever is running gets ended before this process ends.

import { constants } from 'node:os';

const PATIENCE_MS = 10_000;

/** @type {Set<(signal: NodeJS.Signals) => unknown>} */
const cleanups = new Set();
let interrupted = false;

/**
 * @param {(signal: NodeJS.Signals) => unknown} cleanup runs if the user interrupts; may be async
 * @returns {() => void} forgets it
 */
export function onInterruption(cleanup) {
  cleanups.add(cleanup);
  return () => cleanups.delete(cleanup);
}

/** Goes on, unless this process is about to end: then what its children left is no news. */
export function goOnUnlessInterrupted() {
  return interrupted ? new Promise(() => {}) : Promise.resolve();
}

for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.on(signal, async () => {
    if (interrupted) return;
    interrupted = true;
    const exitCode = 128 + constants.signals[signal];
    setTimeout(() => process.exit(exitCode), PATIENCE_MS);
    await Promise.allSettled([...cleanups].map(async (cleanup) => cleanup(signal)));
    process.exit(exitCode);
  });
}

// npm's shell does not pass on a signal that it gets itself. It is gone then, and so must we be.
if (process.env.npm_lifecycle_event) {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) process.kill(process.pid, 'SIGTERM');
  }, 500).unref();
}
