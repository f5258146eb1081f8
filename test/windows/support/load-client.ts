/** The clients of the load test: authenticate over TCP, and check the order of the answers. */
import { connect } from 'node:net';

import { ClientSecurityContext, type Credentials } from 'sspi-handoff';

import { FrameReader, framed } from './frames';
import { acquire } from './reference-package';

export interface ClientTask {
  readonly port: number;
  readonly connections: number;
  readonly atOnce: number;
}

const atOnceAfterHandshake = 2;
const messages = 5;

/** Messages reach the server before, during and after the handoff: none of them waits for it. */
function converse(port: number, credentials: Credentials): Promise<void> {
  return new Promise((resolve, reject) => {
    const context = new ClientSecurityContext({ credentials, targetName: 'host/example' });
    const socket = connect(port, '127.0.0.1');
    const reader = new FrameReader();
    let sent = 0;
    let answered = 0;
    let of: string | undefined;
    const send = () => {
      socket.write(framed(context.wrap(Buffer.from(`message ${String(sent++)}`))));
    };
    const step = (token?: Buffer) => {
      const reply = context.stepSync(token);
      if (reply !== null) socket.write(framed(reply));
      if (!context.complete) return;
      while (sent < atOnceAfterHandshake) send();
      setImmediate(send);
    };
    const check = (text: string) => {
      const [, number, who] = /^message (\d+) of (\d+)$/.exec(text) ?? [];
      of ??= who;
      if (number !== String(answered++) || of !== who) {
        socket.destroy(new Error(`"${text}" is out of order`));
      }
      if (answered === messages) socket.end();
      else if (sent > atOnceAfterHandshake && sent < messages) send();
    };
    socket.on('connect', () => {
      step();
    });
    socket.on('data', (chunk) => {
      for (const frame of reader.push(chunk)) {
        if (context.complete) check(context.unwrap(frame).toString());
        else step(frame);
      }
    });
    socket.on('error', reject);
    socket.on('close', () => {
      context.dispose();
      if (answered === messages) resolve();
      else reject(new Error(`The connection ended after ${String(answered)} answers`));
    });
  });
}

async function main({ port, connections, atOnce }: ClientTask): Promise<void> {
  using credentials = acquire('outbound');
  const failures: string[] = [];
  let left = connections;
  const one = async () => {
    while (left-- > 0) {
      await converse(port, credentials).catch((error: unknown) => failures.push(String(error)));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, one));
  process.send?.(failures);
}

process.on('message', (task: ClientTask) => {
  void main(task);
});
