import type { Socket } from 'node:net';

/** Messages of this thread's or process's parent, and the end of them. */
export interface Parent {
  on(event: 'message', listener: (message: unknown, socket?: Socket) => void): unknown;
  on(event: 'disconnect', listener: () => void): unknown;
  off(event: 'message', listener: (message: unknown, socket?: Socket) => void): unknown;
  off(event: 'disconnect', listener: () => void): unknown;
}

/** Electron's utility processes have process.parentPort, whose messages are in an event's `data`. */
interface ElectronParentPort {
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): unknown;
  off(event: 'message', listener: (event: { readonly data: unknown }) => void): unknown;
}

export function parentOfThis(): Parent {
  const electron = (process as { parentPort?: ElectronParentPort }).parentPort;
  if (electron !== undefined) return unwrapping(electron);
  const { isMainThread, parentPort } =
    require('node:worker_threads') as typeof import('node:worker_threads');
  return !isMainThread && parentPort !== null ? parentPort : process;
}

function unwrapping(port: ElectronParentPort): Parent {
  const unwrapped = new Map<unknown, (event: { readonly data: unknown }) => void>();
  return {
    on(event: string, listener: (message: unknown) => void) {
      if (event !== 'message') return;
      const unwrap = ({ data }: { readonly data: unknown }) => {
        listener(data);
      };
      unwrapped.set(listener, unwrap);
      port.on('message', unwrap);
    },
    off(event: string, listener: (message: unknown) => void) {
      const unwrap = unwrapped.get(listener);
      if (event === 'message' && unwrap !== undefined) port.off('message', unwrap);
    },
  };
}
