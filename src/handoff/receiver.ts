import type { Socket } from 'node:net';

import { ArgumentTypeError, ArgumentValueError, requireObject, requireUint32 } from '../arguments';
import { native } from '../native';
import type { NativeProcess, Outcome } from '../native-types';
import { type Envelope, toMessage } from './envelope';
import { electronParentPort, threadParentPort } from './parent';
import { type EndingReceiver, type EndReason, ReceiverEnd } from './receiver-end';
import type { PausedSocket } from './paused-socket';

/**
 * A ChildProcess of `fork()`, or the `process` of a Worker of node:cluster. It can receive a socket.
 *
 * @category Hand off
 */
export interface IpcReceiver extends EndingReceiver {
  /** The id of the process. Undefined if the process could not be started. */
  readonly pid?: number | undefined;
  /** Null while the process runs, as in ChildProcess. */
  readonly exitCode?: number | string | null | undefined;
  /** Null while the process runs, as in ChildProcess. */
  readonly signalCode?: string | null;
  /** Whether the channel is open, as in ChildProcess. */
  readonly connected?: boolean;
  /** Same as ChildProcess.send. */
  send(
    message: object,
    socket: Socket | undefined,
    options: undefined,
    sent: (error: Error | null) => void,
  ): boolean;
}

/**
 * A Worker of node:cluster. `sendContext()` sends to its process.
 *
 * @category Hand off
 */
export interface ClusterReceiver {
  /** The process of the worker. */
  readonly process: IpcReceiver;
}

/**
 * A Worker of node:worker_threads, or a UtilityProcess of Electron. It cannot receive a socket.
 *
 * @category Hand off
 */
export interface PortReceiver extends EndingReceiver {
  /** The id of the process. Absent or undefined for a thread of this process, or if the process does not run. */
  readonly pid?: number | undefined;
  /** Present for a thread of this process. -1 after the thread has ended. */
  readonly threadId?: number;
  /** Same as Worker.postMessage. */
  postMessage(message: object): void;
}

/**
 * A process or thread that `sendContext()` can send to. `process` means the parent of this process.
 *
 * @category Hand off
 */
export type HandoffReceiver = IpcReceiver | ClusterReceiver | PortReceiver | NodeJS.Process;

/** The channel to a receiver of any kind. */
export interface Channel {
  /** Undefined if the receiver does not run. */
  readonly pid: number | undefined;
  /** The reason why the receiver can no longer receive. Null while it can. */
  readonly ended: EndReason | null;
  readonly carriesSockets: boolean;
  /** Opens the process. The handle keeps Windows from reusing the pid. */
  open(): Outcome<NativeProcess>;
  post(envelope: Envelope, paused?: PausedSocket): Promise<void>;
  /** @returns A function that removes the callback. */
  onceEnded(callback: (reason: EndReason) => void): () => void;
}

export function channelTo(receiver: HandoffReceiver): Channel {
  requireObject('receiver', receiver);
  if (isThisProcess(receiver)) return channelToParent(receiver);
  if (isIpc(receiver)) return channelToChild(receiver);
  if ('process' in receiver && isIpc(receiver.process)) return channelToChild(receiver.process);
  if (isParentPort(receiver)) return portChannel(receiver, parentProcess(receiver));
  if (isPort(receiver)) return portChannel(receiver, portProcess(receiver));
  throw new ArgumentTypeError('receiver', 'a process or thread that accepts messages', receiver);
}

/** Whether a ChildProcess or a similar object reports that it has ended. Its pid is then invalid. */
export function hasEnded(receiver: Pick<IpcReceiver, 'exitCode' | 'signalCode'>): boolean {
  return (receiver.exitCode ?? null) !== null || (receiver.signalCode ?? null) !== null;
}

/** Whether the receiver is this process's own `process` object, which means the parent. */
function isThisProcess(receiver: object): receiver is NodeJS.Process {
  return 'ppid' in receiver && 'pid' in receiver && receiver.pid === process.pid;
}

function isIpc(receiver: unknown): receiver is IpcReceiver {
  if (typeof receiver !== 'object' || receiver === null) return false;
  // A Worker of node:cluster has `send` too, but no pid.
  return 'send' in receiver && typeof receiver.send === 'function' && !('process' in receiver);
}

function isPort(receiver: object): receiver is PortReceiver {
  // A MessagePort has only `postMessage`. The process at its other end is unknown.
  const isNumbered = 'threadId' in receiver || 'pid' in receiver;
  return isNumbered && 'postMessage' in receiver && typeof receiver.postMessage === 'function';
}

/** Whether the receiver is the port of this worker thread or Electron utility process to its parent. */
function isParentPort(receiver: object): receiver is PortReceiver {
  return receiver === electronParentPort() || receiver === threadParentPort();
}

/** The process of a receiver. */
type ReceivingProcess = Pick<Channel, 'pid' | 'ended' | 'open'>;

function channelToChild(child: IpcReceiver): Channel {
  const { pid, connected } = child;
  const isRunning = pid !== undefined && !hasEnded(child);
  return ipcChannel(child, {
    pid,
    ended: !isRunning ? 'exited' : connected === false ? 'channel-closed' : null,
    open: () => openProcess(pid),
  });
}

function channelToParent(self: NodeJS.Process): Channel {
  if (typeof self.send !== 'function') {
    throw new ArgumentValueError(
      'receiver',
      'is this process, which means its parent. Only a process that was started with fork() can send to its parent.',
    );
  }
  return ipcChannel(self as IpcReceiver, {
    ...parentOf(self.ppid),
    ended: self.connected ? null : 'channel-closed',
  });
}

function parentOf(pid: number): ReceivingProcess {
  return { pid, ended: null, open: () => native().Process.openParent(pid) };
}

function threadOfThisProcess(hasExited: boolean): ReceivingProcess {
  const { pid } = process;
  return { pid, ended: hasExited ? 'exited' : null, open: () => openProcess(pid) };
}

function parentProcess(port: PortReceiver): ReceivingProcess {
  return port === electronParentPort() ? parentOf(process.ppid) : threadOfThisProcess(false);
}

function portProcess({ pid, threadId }: PortReceiver): ReceivingProcess {
  if (threadId !== undefined) return threadOfThisProcess(threadId < 0);
  return { pid, ended: pid === undefined ? 'exited' : null, open: () => openProcess(pid) };
}

function ipcChannel(receiver: IpcReceiver, receivingProcess: ReceivingProcess): Channel {
  // From this moment, because the receiver may end during the export.
  const end = ReceiverEnd.of(receiver);
  return {
    ...receivingProcess,
    carriesSockets: true,
    post: (envelope, paused) =>
      new Promise((resolve, reject) => {
        // Node never calls back for messages after a socket that the receiver has not acknowledged.
        const forget = end.wait(() => {
          reject(
            new Error('The receiver ended or closed its channel before the message was sent.'),
          );
        });
        const sent = (error?: Error | null) => {
          forget();
          // Some channels pass no argument to the callback.
          if (error !== null && error !== undefined) {
            reject(error);
            return;
          }
          if (paused !== undefined) end.destroyAtEnd(paused);
          resolve();
        };
        try {
          receiver.send(toMessage(envelope), paused?.socket, undefined, sent);
        } catch (error) {
          forget();
          throw error;
        }
      }),
    onceEnded: (callback) => end.wait(callback),
  };
}

function portChannel(port: PortReceiver, receivingProcess: ReceivingProcess): Channel {
  const end = ReceiverEnd.of(port);
  return {
    ...receivingProcess,
    carriesSockets: false,
    post: (envelope) =>
      Promise.resolve().then(() => {
        port.postMessage(toMessage(envelope));
      }),
    onceEnded: (callback) => end.wait(callback),
  };
}

function openProcess(pid: number | undefined): Outcome<NativeProcess> {
  return native().Process.open(requireUint32('receiver.pid', pid));
}
