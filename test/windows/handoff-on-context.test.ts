import assert from 'node:assert/strict';
import { once } from 'node:events';

import { onContext, sendContext } from 'sspi-handoff';

import { AdoptingProcess } from './support/adopting-process';
import { connectedPair, lines } from './support/connected-pair';
import { converse, describeWithReferencePackage } from './support/reference-package';

describeWithReferencePackage('onContext', () => {
  it('delivers a context that was claimed before it was disposed, with its socket', async () => {
    const adopter = await AdoptingProcess.start();
    await adopter.ask({ kind: 'listen-until-a-context-is-claimed' }, 'done');
    using conversation = converse();
    const connection = await connectedPair();
    connection.client.write('one\n');
    const received = adopter.next('received');
    await sendContext(adopter.child, conversation.server, { socket: connection.accepted });
    assert.equal((await received).hasSocket, true);
    assert.deepEqual(await lines(connection.client, 1), ['adopter got one']);
    await adopter.converseWith(conversation.client, 'hello');

    // It has left the channel: another may listen.
    await adopter.ask({ kind: 'listen' }, 'done');
    using another = converse();
    const anotherReceived = adopter.next('received');
    await sendContext(adopter.child, another.server);
    await anotherReceived;
    await adopter.converseWith(another.client, 'and hello');
    connection.client.end();
    await once(connection.client.resume(), 'close');
    await adopter.stop();
  });

  it('makes an unhandled rejection of what its listener throws, and the context stays there', async () => {
    const adopter = await AdoptingProcess.start();
    await adopter.ask({ kind: 'listen-and-throw' }, 'done');
    using conversation = converse();
    const unhandled = adopter.next('unhandled');
    await sendContext(adopter.child, conversation.server);
    assert.match((await unhandled).message, /The listener failed/);
    await adopter.converseWith(conversation.client, 'still yours');
    await adopter.stop();
  });

  it('refuses what is no function, and listens to nothing then', () => {
    for (const [listener, options] of [
      ['listen', {}],
      [() => undefined, null],
      [() => undefined, { onFailure: 'warn' }],
      [() => undefined, { onFailure: null }],
    ] as [() => void, object][]) {
      assert.throws(() => onContext(listener, options), {
        name: 'TypeError',
        code: 'ERR_INVALID_ARG_TYPE',
      });
    }
    onContext(() => undefined).dispose();
  });

  it('has one listener at a time', () => {
    const listening = onContext(() => undefined);
    assert.throws(() => onContext(() => undefined), { code: 'ERR_SSPI_ALREADY_LISTENING' });
    listening.dispose();
    listening.dispose();
    onContext(() => undefined).dispose();
  });
});
