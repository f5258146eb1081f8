import assert from 'node:assert/strict';
import { once } from 'node:events';

import { type IpcTarget, sendContext } from 'sspi-handoff';

import { connectedPair } from './support/connected-pair';
import { assertIsHere, failureOf } from './support/failed-handoff';
import { converse, describeWithReferencePackage } from './support/reference-package';

const deaf: IpcTarget = { pid: process.pid, send: () => false };

describeWithReferencePackage('The connection that sendContext is given', () => {
  let connection: Awaited<ReturnType<typeof connectedPair>>;

  beforeEach(async () => {
    connection = await connectedPair();
  });

  afterEach(() => {
    connection.client.destroy();
    connection.accepted.destroy();
  });

  it('flows as before for who comes to listen after a failure', async () => {
    using conversation = converse();
    const { client, accepted } = connection;
    assert.equal(client.readableFlowing, null);
    const error = await failureOf(
      sendContext(deaf, conversation.server, { socket: client, expiresIn: 50 }),
    );
    assertIsHere(error, conversation.client);
    accepted.write('later\n');
    const [chunk] = (await once(client, 'data')) as [Buffer];
    assert.equal(chunk.toString(), 'later\n');
  });
});
