import assert from 'node:assert/strict';
import { once } from 'node:events';

import { type HandoffReceiver, type SendContextOptions, TokenAccess } from 'sspi-handoff';

import { AdoptingProcess } from './adopting-process';
import { connectedPair, lines } from './connected-pair';
import { countReads } from './counted-options';
import { packageName } from './reference-package';

/** Changes the socket's head, the message and the other options immediately after the call of `send`. */
export async function sendWithChangedArguments(
  listen: 'listen' | 'listen-for-tokens',
  reported: 'received' | 'token',
  send: (receiver: HandoffReceiver, options: SendContextOptions) => Promise<void>,
): Promise<void> {
  const adopter = await AdoptingProcess.start('advanced');
  const connection = await connectedPair();
  try {
    await adopter.ask({ kind: listen }, 'done');
    const head = Buffer.from('one\n');
    const message = { bytes: Buffer.from('as it was'), text: 'as it was' };
    const counted = countReads({
      socket: connection.accepted,
      head,
      message,
      signal: new AbortController().signal,
      expiresIn: 20_000,
      tokenAccess: TokenAccess.QUERY,
      importPackageName: packageName,
    });
    const received = adopter.next(reported);
    const sending = send(adopter.child, counted.options);
    counted.spoil();
    head.fill(0);
    message.bytes.fill(0);
    message.text = 'changed';
    await sending;
    counted.assertReadOnce();
    const { message: arrived, hasSocket } = await received;
    const { bytes, text } = arrived as typeof message;
    assert.equal(Buffer.from(bytes).toString(), 'as it was');
    assert.equal(text, 'as it was');
    assert.ok(hasSocket);
    assert.deepEqual(await lines(connection.client, 1), ['adopter got one']);
    connection.client.end();
    await once(connection.client.resume(), 'close');
  } finally {
    connection.client.destroy();
    connection.accepted.destroy();
    await adopter.stop();
  }
}
