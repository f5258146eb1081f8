/**
 * A process whose exports wait until the test lets them continue. Its first argument names the trial.
 */
import { createHook } from 'node:async_hooks';

import { setThreadPoolSize, WindowsError } from 'sspi-handoff';

import { exportMany } from './many-exports';
import { converse } from './reference-package';
import { probe, startWatching, untilHeld, whileHeld } from './win32-probe';

/** Counts how often the addon's thread-safe function calls into JavaScript while `action` runs. */
async function callbacksDuring(action: () => Promise<void>): Promise<number> {
  const own = new Set<number>();
  let callbacks = 0;
  createHook({
    init(id, type) {
      if (type === 'sspi-handoff') own.add(id);
    },
    before(id) {
      if (own.has(id)) callbacks++;
    },
  }).enable();
  await action();
  return callbacks;
}

const trials = {
  /** Returns the number of exports that run at once. */
  async 'limited to 3 threads'() {
    setThreadPoolSize(3);
    let held = 0;
    let all: Promise<unknown> | undefined;
    await whileHeld('ExportSecurityContext', async () => {
      all = exportMany(8);
      await untilHeld(3);
      // A fourth thread would have time to start.
      await new Promise((resolve) => setTimeout(resolve, 200));
      held = probe.heldCalls();
    });
    await all;
    return held;
  },

  /** Returns the number of callbacks for 64 exports that end while JavaScript does something else. */
  'ending together': () =>
    callbacksDuring(async () => {
      let all: Promise<unknown> | undefined;
      await whileHeld('ExportSecurityContext', async () => {
        all = exportMany(64);
        await untilHeld(64);
      });
      const never = new Int32Array(new SharedArrayBuffer(4));
      do Atomics.wait(never, 0, 0, 300);
      while (probe.heldCalls() > 0);
      await all;
    }),

  /** Exits with this number of calls in progress. */
  async 'at exit'() {
    startWatching();
    probe.holdCalls('ExportSecurityContext');
    void exportMany(8);
    await untilHeld(8);
    await report(probe.heldCalls());
    process.exit(0);
  },

  /** Returns the error, and whether the context is still usable. */
  async 'without memory for a job'() {
    startWatching();
    using conversation = converse();
    probe.refuseThreadPoolJobs();
    const error: unknown = await conversation.server.export().catch((reason: unknown) => reason);
    conversation.server.exportSync({ flags: 0 }).dispose();
    return error instanceof WindowsError ? [error.code, error.syscall] : String(error);
  },
};

export type Trial = keyof typeof trials;

function report(value: unknown): Promise<void> {
  return new Promise((resolve) =>
    process.send?.(value, () => {
      resolve();
    }),
  );
}

async function main(): Promise<void> {
  await report(await trials[process.argv[2] as Trial]());
  // The process ends by itself if nothing holds the event loop.
  process.disconnect();
}

void main();
