import type { MessagePort } from 'node:worker_threads';

/** Electron's utility processes have process.parentPort, whose messages are in an event's `data`. */
export interface ElectronParentPort {
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): unknown;
  off(event: 'message', listener: (event: { readonly data: unknown }) => void): unknown;
  postMessage(message: unknown): void;
}

export function electronParentPort(): ElectronParentPort | undefined {
  return (process as { parentPort?: ElectronParentPort }).parentPort;
}

/** The port to the thread that started this one; undefined in the main thread. */
export function threadParentPort(): MessagePort | undefined {
  const { isMainThread, parentPort } =
    require('node:worker_threads') as typeof import('node:worker_threads');
  return isMainThread || parentPort === null ? undefined : parentPort;
}
