import type { MessagePort } from 'node:worker_threads';

/** The type of process.parentPort in Electron's utility processes. A message is in the `data` of an event. */
export interface ElectronParentPort {
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): unknown;
  off(event: 'message', listener: (event: { readonly data: unknown }) => void): unknown;
  postMessage(message: unknown): void;
}

export function electronParentPort(): ElectronParentPort | undefined {
  return (process as { parentPort?: ElectronParentPort }).parentPort;
}

/** The port to the thread that started this thread. Undefined in the main thread. */
export function threadParentPort(): MessagePort | undefined {
  const { isMainThread, parentPort } =
    require('node:worker_threads') as typeof import('node:worker_threads');
  return isMainThread || parentPort === null ? undefined : parentPort;
}
