import { connect } from 'node:net';
import { once } from 'node:events';

import { ClientSecurityContext, Credentials } from 'sspi-handoff';

import type { ClientTask, Report } from './messages';
import { targetName } from './package-choice';
import { FramedConnection, SecureLines } from './secure-connection';

async function main(task: ClientTask): Promise<void> {
  const { packageName, identity } = task;
  using credentials = await Credentials.acquire({
    packageName,
    use: 'outbound',
    ...(identity && { identity }),
  });
  using context = new ClientSecurityContext({ credentials, targetName });

  const connection = new FramedConnection(connect(task.port, '127.0.0.1'));
  await once(connection.socket, 'connect');
  let reply: Buffer | null = null;
  for (;;) {
    const token: Buffer | null = await context.step(reply);
    if (token !== null) connection.send(token);
    if (context.complete) break;
    reply = await connection.receive();
    if (reply === null) throw new Error('The front closed the connection during the handshake');
  }
  say(`authenticated over TCP port ${String(connection.socket.localPort)}`);

  const lines = new SecureLines(connection, context);
  for (const line of task.lines) {
    lines.send(line);
    const answer = await lines.receive();
    say(`sent "${line}" and received "${String(answer)}"`);
  }
  connection.socket.end();
  process.disconnect();
}

function say(text: string): void {
  process.send?.({ kind: 'said', text } satisfies Report);
}

process.once('message', (task: ClientTask) => {
  void main(task);
});
