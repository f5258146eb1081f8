import type { Socket } from 'node:net';

import { ArgumentTypeError, requireObject } from '../arguments';
import type { RestingSocket } from './resting-socket';
import { type EndingReceiver, ReceiverEnd } from './receiver-end';

/** A ChildProcess of `fork`, or a Worker's `process` of node:cluster: what can carry a socket. */
export interface IpcReceiver extends EndingReceiver {
  readonly pid?: number | undefined;
  /** As ChildProcess.send. */
  send(
    message: object,
    socket: Socket | undefined,
    options: undefined,
    sent: (error: Error | null) => void,
  ): boolean;
}

/** A Worker of node:cluster: `sendContext` sends to its process. */
export interface ClusterReceiver {
  readonly process: IpcReceiver;
}

/** A Worker of node:worker_threads, or Electron's UtilityProcess. It can carry no socket. */
export interface PortReceiver extends EndingReceiver {
  /** Absent, or undefined, for a thread of this process; undefined for a process that does not run. */
  readonly pid?: number | undefined;
  /** What tells a thread of this process from a process that has not started; -1 of one that has ended. */
  readonly threadId?: number;
  /** As Worker.postMessage. */
  postMessage(message: object): void;
}

/** Where `sendContext` can send. */
export type HandoffReceiver = IpcReceiver | ClusterReceiver | PortReceiver;

/** A target, whatever its kind. */
export interface Channel {
  /** Undefined of what does not run. */
  readonly pid: number | undefined;
  readonly carriesSockets: boolean;
  post(message: object, resting?: RestingSocket): Promise<void>;
  /** Calls back when a thread has ended. The end of a process is the offer's to see. */
  onceThreadEnds(ended: () => void): () => void;
}

export function channelTo(target: HandoffReceiver): Channel {
  requireObject('target', target);
  if (isIpc(target)) return ipcChannel(target);
  if ('process' in target && isIpc(target.process)) return ipcChannel(target.process);
  if (isPort(target)) return portChannel(target);
  throw new ArgumentTypeError('target', 'a process or thread that takes messages', target);
}

function isIpc(target: object): target is IpcReceiver {
  // A cluster's Worker has `send` too, and no pid.
  return 'send' in target && typeof target.send === 'function' && !('process' in target);
}

function isPort(target: object): target is PortReceiver {
  // A MessagePort has `postMessage` alone, and does not tell who is at its other end.
  const isNumbered = 'threadId' in target || 'pid' in target;
  return isNumbered && 'postMessage' in target && typeof target.postMessage === 'function';
}

function ipcChannel(target: IpcReceiver): Channel {
  return {
    pid: target.pid,
    carriesSockets: true,
    post: (message, resting) =>
      new Promise((resolve, reject) => {
        const end = ReceiverEnd.of(target);
        // Node does not tell of what waits behind a socket that a target has not acknowledged.
        const forget = end.wait(() => {
          reject(new Error('The target ended, or closed its channel, before all was sent.'));
        });
        try {
          target.send(message, resting?.socket, undefined, (error) => {
            forget();
            if (error !== null) {
              reject(error);
              return;
            }
            if (resting !== undefined) end.destroyAtEnd(resting);
            resolve();
          });
        } catch (error) {
          forget();
          throw error;
        }
      }),
    onceThreadEnds: () => nothing,
  };
}

function portChannel(target: PortReceiver): Channel {
  const { threadId } = target;
  const threadEnd = threadId === undefined ? undefined : ReceiverEnd.of(target);
  return {
    pid: threadId === undefined ? target.pid : threadId < 0 ? undefined : process.pid,
    carriesSockets: false,
    post: (message) =>
      Promise.resolve().then(() => {
        target.postMessage(message);
      }),
    onceThreadEnds: (ended) => threadEnd?.wait(ended) ?? nothing,
  };
}

function nothing(): void {
  // Nothing was waited for.
}
