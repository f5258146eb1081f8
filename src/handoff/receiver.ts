import type { Socket } from 'node:net';

import { ArgumentTypeError, ArgumentValueError, requireObject, requireUint32 } from '../arguments';
import { native } from '../native';
import type { NativeProcess, Outcome } from '../native-types';
import { type Envelope, toMessage } from './envelope';
import { electronParentPort, threadParentPort } from './parent';
import { type EndingReceiver, type HowEnded, ReceiverEnd } from './receiver-end';
import type { RestingSocket } from './resting-socket';

/** A ChildProcess of `fork`, or the `process` of a Worker of node:cluster. It can be sent a socket. */
export interface IpcReceiver extends EndingReceiver {
  readonly pid?: number | undefined;
  /** Null while the process runs, as in ChildProcess. */
  readonly exitCode?: number | string | null | undefined;
  /** Null while the process runs, as in ChildProcess. */
  readonly signalCode?: string | null;
  /** Whether the channel is open, as in ChildProcess. */
  readonly connected?: boolean;
  /** As ChildProcess.send. */
  send(
    message: object,
    socket: Socket | undefined,
    options: undefined,
    sent: (error: Error | null) => void,
  ): boolean;
}

/** A Worker of node:cluster. `sendContext` sends to its process. */
export interface ClusterReceiver {
  readonly process: IpcReceiver;
}

/** A Worker of node:worker_threads, or Electron's UtilityProcess. It cannot be sent a socket. */
export interface PortReceiver extends EndingReceiver {
  /** Absent, or undefined, for a thread of this process; undefined for a process that does not run. */
  readonly pid?: number | undefined;
  /** Tells a thread of this process from a process that has not started; -1 once the thread has ended. */
  readonly threadId?: number;
  /** As Worker.postMessage. */
  postMessage(message: object): void;
}

/** A process or thread that `sendContext` can send to. `process` stands for the parent of this process. */
export type HandoffReceiver = IpcReceiver | ClusterReceiver | PortReceiver | NodeJS.Process;

/** A receiver, whatever its kind. */
export interface Channel {
  /** Undefined if the receiver does not run. */
  readonly pid: number | undefined;
  /** How the receiver stopped being one; null while it can receive. */
  readonly ended: HowEnded | null;
  readonly carriesSockets: boolean;
  /** Opens the process. A pid alone is no process: Windows gives it to another one later. */
  open(): Outcome<NativeProcess>;
  post(envelope: Envelope, resting?: RestingSocket): Promise<void>;
  /** @returns Ends the waiting. */
  onceEnded(callback: (how: HowEnded) => void): () => void;
}

export function channelTo(receiver: HandoffReceiver): Channel {
  requireObject('receiver', receiver);
  if (isThisProcess(receiver)) return channelToParent(receiver);
  if (isIpc(receiver)) return channelToChild(receiver);
  if ('process' in receiver && isIpc(receiver.process)) return channelToChild(receiver.process);
  if (isParentPort(receiver)) return portChannel(receiver, parentProcess(receiver));
  if (isPort(receiver)) return portChannel(receiver, portProcess(receiver));
  throw new ArgumentTypeError('receiver', 'a process or thread that takes messages', receiver);
}

/** Whether a ChildProcess or the like says that it has ended. After that its pid names nobody. */
export function hasEnded(receiver: Pick<IpcReceiver, 'exitCode' | 'signalCode'>): boolean {
  return (receiver.exitCode ?? null) !== null || (receiver.signalCode ?? null) !== null;
}

/** The own `process` object, through which a forked child sends to its parent. */
function isThisProcess(receiver: object): receiver is NodeJS.Process {
  return 'ppid' in receiver && 'pid' in receiver && receiver.pid === process.pid;
}

function isIpc(receiver: unknown): receiver is IpcReceiver {
  if (typeof receiver !== 'object' || receiver === null) return false;
  // A Worker of node:cluster has `send` too, and no pid.
  return 'send' in receiver && typeof receiver.send === 'function' && !('process' in receiver);
}

function isPort(receiver: object): receiver is PortReceiver {
  // A MessagePort has `postMessage` alone, and does not tell who is at its other end.
  const isNumbered = 'threadId' in receiver || 'pid' in receiver;
  return isNumbered && 'postMessage' in receiver && typeof receiver.postMessage === 'function';
}

/** Where a worker thread, or a utility process of Electron, sends to its parent. */
function isParentPort(receiver: object): receiver is PortReceiver {
  return receiver === electronParentPort() || receiver === threadParentPort();
}

/** The process behind a receiver. */
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
      'is this process. It stands for the parent, to which only a process that was started with fork() can send.',
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
  // From now on, because it may end while the context is exported.
  const end = ReceiverEnd.of(receiver);
  return {
    ...receivingProcess,
    carriesSockets: true,
    post: (envelope, resting) =>
      new Promise((resolve, reject) => {
        // Node never calls back for messages behind a socket that a receiver has not acknowledged.
        const forget = end.wait(() => {
          reject(new Error('The receiver ended, or closed its channel, before all was sent.'));
        });
        const sent = (error?: Error | null) => {
          forget();
          // Some channels call back without an argument.
          if (error !== null && error !== undefined) {
            reject(error);
            return;
          }
          if (resting !== undefined) end.destroyAtEnd(resting);
          resolve();
        };
        try {
          receiver.send(toMessage(envelope), resting?.socket, undefined, sent);
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
