import type { Socket } from 'node:net';

import { ArgumentTypeError, requireObject } from '../arguments';

/** A ChildProcess of `fork`, or a Worker of node:cluster's `process`: what can carry a socket. */
export interface IpcTarget {
  readonly pid?: number | undefined;
  /** As ChildProcess.send. */
  send(
    message: object,
    socket: Socket | undefined,
    options: undefined,
    sent: (error: Error | null) => void,
  ): boolean;
}

/** A Worker of node:worker_threads, or Electron's UtilityProcess. It can carry no socket. */
export interface PortTarget {
  /** Absent, or undefined, for a thread of this process. */
  readonly pid?: number | undefined;
  /** What tells a thread of this process from a process that has not started. */
  readonly threadId?: number;
  /** As Worker.postMessage. */
  postMessage(message: object): void;
}

/** Where `sendContext` can send. */
export type HandoffTarget = IpcTarget | PortTarget;

/** A target, whatever its kind. */
export interface Channel {
  readonly pid: number | undefined;
  readonly carriesSockets: boolean;
  post(message: object, socket?: Socket): Promise<void>;
}

export function channelTo(target: HandoffTarget): Channel {
  requireObject('target', target);
  if ('send' in target && typeof target.send === 'function') {
    return {
      pid: target.pid,
      carriesSockets: true,
      post: (message, socket) =>
        new Promise((resolve, reject) => {
          target.send(message, socket, undefined, (error) => {
            if (error === null) resolve();
            else reject(error);
          });
        }),
    };
  }
  if (!('postMessage' in target) || typeof target.postMessage !== 'function') {
    throw new ArgumentTypeError('target', 'a process or thread that takes messages', target);
  }
  return {
    pid: target.threadId === undefined ? target.pid : process.pid,
    carriesSockets: false,
    post: (message) =>
      Promise.resolve().then(() => {
        target.postMessage(message);
      }),
  };
}
