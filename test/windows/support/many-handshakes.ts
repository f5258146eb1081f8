import {
  ClientSecurityContext,
  type Credentials,
  openHandles,
  ServerSecurityContext,
} from 'sspi-handoff';

import { acquire, exchangeMessages, shakeHands } from './reference-package';
import { probe } from './win32-probe';

export interface Figures {
  readonly handshakes: number;
  readonly seconds: number;
  /** Kernel handles of the process, after the warm-up and at the end. */
  readonly handles: readonly [before: number, after: number];
  /** What the addon holds open at the end, the credentials of all these handshakes included. */
  readonly open: ReturnType<typeof openHandles>;
  /** Resident memory in KiB, likewise. */
  readonly residentKib: readonly [before: number, after: number];
}

function shakeHandsOnce(credentials: Credentials): void {
  using client = new ClientSecurityContext({ credentials, targetName: 'host/example' });
  using server = new ServerSecurityContext({ credentials });
  shakeHands(client, server);
  exchangeMessages(client, server);
}

/** Wrappers of what is disposed, and the memory that V8 has not given back yet. */
async function settle(): Promise<void> {
  for (let round = 0; round < 5; round++) {
    globalThis.gc?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function residentKib(): number {
  return Math.round(process.memoryUsage().rss / 1024);
}

/** Handshakes one after the other with the same credentials, and what they have left behind. */
export async function manyHandshakes(warmUp: number, handshakes: number): Promise<Figures> {
  using credentials = acquire('both');
  for (let handshake = 0; handshake < warmUp; handshake++) shakeHandsOnce(credentials);
  await settle();
  const handlesBefore = probe.processHandleCount();
  const residentBefore = residentKib();
  const started = performance.now();
  for (let handshake = 0; handshake < handshakes; handshake++) {
    shakeHandsOnce(credentials);
    // A turn of the event loop, in which finalizers run, as in any real program.
    if (handshake % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  const seconds = (performance.now() - started) / 1000;
  await settle();
  return {
    handshakes,
    seconds,
    handles: [handlesBefore, probe.processHandleCount()],
    open: openHandles(),
    residentKib: [residentBefore, residentKib()],
  };
}
