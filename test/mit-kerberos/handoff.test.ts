import assert from 'node:assert/strict';

import { sendContext, SecurityContext } from 'sspi-handoff';

import { converse } from '../built-in-packages/support/loopback';
import { describeWith } from '../built-in-packages/support/surroundings';
import { AdoptingProcess } from '../windows/support/adopting-process';
import { exchangeMessages } from '../windows/support/reference-package';
import { needsMitKerberos, parties } from './parties';

describeWith('MitKerberos', parties, needsMitKerberos, (pair) => {
  it('export() and import() move a client and a server', async () => {
    using conversation = converse(pair);
    exchangeMessages(conversation.client, conversation.server);
    using client = await SecurityContext.import(await conversation.client.export());
    using server = await SecurityContext.import(await conversation.server.export());
    exchangeMessages(client, server);
    assert.equal(server.query('names'), 'alice@HANDOFF.TEST');
  });

  it('sendContext() moves a server to another process', async () => {
    const adopter = await AdoptingProcess.start();
    using conversation = converse(pair);
    adopter.child.send({ kind: 'listen' });
    await adopter.next('done');
    await sendContext(adopter.child, conversation.server);
    await adopter.next('received');
    await adopter.converseWith(conversation.client, 'hello');
    await adopter.stop();
  });

  it('unwrap() decrypts a wrapped message', () => {
    using conversation = converse(pair);
    const message = Buffer.from('a message');
    const { client, server } = conversation;
    assert.deepEqual(server.unwrap(client.wrap(message)), message);
    assert.deepEqual(client.unwrap(server.wrap(message)), message);
  });
});
