import type { Socket } from 'node:net';

import type { ServerSecurityContext } from 'sspi-handoff';

import { FrameReader, framed } from './frames';

/**
 * Authenticates the client of a connection. Returns the bytes that it has read beyond the
 * handshake.
 */
export function authenticate(socket: Socket, server: ServerSecurityContext): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const reader = new FrameReader();
    const onClose = () => {
      reject(new Error('The connection ended within the handshake'));
    };
    const onData = (chunk: Buffer) => {
      const frames = reader.push(chunk);
      const token = frames.shift();
      if (token === undefined) return;
      const reply = server.stepSync(token);
      if (!server.complete) {
        if (reply !== null) socket.write(framed(reply));
        return;
      }
      socket.off('data', onData).off('error', reject).off('close', onClose).pause();
      if (reply !== null) socket.write(framed(reply));
      resolve(Buffer.concat([...frames.map(framed), reader.rest]));
    };
    socket.on('data', onData).on('error', reject).on('close', onClose);
  });
}
