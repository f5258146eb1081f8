// After Ctrl+C or another ending signal, this process first ends its children, then itself.

import { constants } from 'node:os';

const TIMEOUT_MS = 10_000;

/** @type {Set<(signal: NodeJS.Signals) => unknown>} */
const cleanups = new Set();
let interrupted = false;

/**
 * @param {(signal: NodeJS.Signals) => unknown} cleanup runs after an interruption; may be async
 * @returns {() => void} removes the cleanup
 */
export function onInterruption(cleanup) {
  cleanups.add(cleanup);
  return () => cleanups.delete(cleanup);
}

/** Never resolves after an interruption, so that nobody reports the failures of ended children. */
export function continueUnlessInterrupted() {
  return interrupted ? new Promise(() => {}) : Promise.resolve();
}

for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.on(signal, async () => {
    if (interrupted) return;
    interrupted = true;
    const exitCode = 128 + constants.signals[signal];
    setTimeout(() => process.exit(exitCode), TIMEOUT_MS);
    await Promise.allSettled([...cleanups].map(async (cleanup) => cleanup(signal)));
    process.exit(exitCode);
  });
}

// npm's shell ends after a signal without passing it on, so watch for the end of the parent.
if (process.env.npm_lifecycle_event) {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) process.kill(process.pid, 'SIGTERM');
  }, 500).unref();
}
