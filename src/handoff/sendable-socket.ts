import type { Socket } from 'node:net';

import { ArgumentTypeError, ArgumentValueError, requireBytes, requireObject } from '../arguments';
import type { Channel } from './receiver';
import { handleOf, hasSendableHandle } from './paused-socket';
import { threadState } from './thread-state';

/** A socket that a channel can send, and a copy of the bytes already read from the socket. */
export interface SocketArguments {
  readonly socket: Socket;
  readonly head: Uint8Array;
}

/** Validates the socket before the context is exported. Undefined if there is no socket. */
export function socketArguments(
  channel: Channel,
  socket: unknown,
  head: unknown,
): SocketArguments | undefined {
  if (head !== undefined) requireBytes('options.head', head);
  if (socket === undefined) {
    if (head !== undefined) throw new ArgumentValueError('options.head', 'needs options.socket.');
    return undefined;
  }
  const required = requireSocket(socket);
  requireSendable(required);
  if (!channel.carriesSockets) {
    throw refused(
      'can only be sent to a process of fork() or of node:cluster. Send the context alone, and relay the data of the socket.',
    );
  }
  // A copy, because the caller may overwrite the bytes after the call.
  return { socket: required, head: Buffer.from((head as Uint8Array | undefined) ?? []) };
}

function requireSocket(value: unknown): Socket {
  const { Socket: netSocket } = require('node:net') as typeof import('node:net');
  const socket = requireObject('options.socket', value);
  if (!(socket instanceof netSocket)) {
    throw new ArgumentTypeError('options.socket', 'a net.Socket', value);
  }
  return socket;
}

function requireSendable(socket: Socket): void {
  if ('encrypted' in socket) {
    throw refused(
      'must not be a TLSSocket, because its keys stay in this process. Send the connection before TLS starts, or send the context alone.',
    );
  }
  const known = threadState().sockets.get(socket);
  if (known === 'under-way') throw refused('is part of another handoff. Send each socket once.');
  if (known === 'sent') throw refused('was sent to another process before.');
  if (socket.destroyed) throw refused('is destroyed. Send the context alone.');
  if (socket.connecting) throw refused("is not connected yet. Wait for its 'connect' event.");
  if (handleOf(socket) === undefined) {
    throw refused('has no connection: it was never connected, or was sent to another process.');
  }
  // A TCP connection keeps its address, even after the peer has ended. A named pipe has no address.
  if (socket.localAddress === undefined) {
    throw refused(
      'must be a TCP connection, because Node cannot send a named pipe to a process. Send the context alone, and relay the data of the socket.',
    );
  }
  if (socket.readableEncoding !== null) {
    throw refused(
      'must not have an encoding, because its bytes go to the receiver. Do not call setEncoding() on it.',
    );
  }
  const runtime = (['bun', 'deno'] as const).find((name) => name in process.versions);
  if (runtime !== undefined || !hasSendableHandle(socket)) {
    throw refused(
      `cannot be sent to a process under ${runtime ?? 'this runtime'}. Use Node.js, or send the context alone.`,
    );
  }
}

function refused(problem: string): ArgumentValueError {
  return new ArgumentValueError('options.socket', problem);
}
