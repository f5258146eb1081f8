import assert from 'node:assert/strict';
import { once } from 'node:events';

import { onContext, sendContext } from 'sspi-handoff';

import { AdoptingProcess } from './support/adopting-process';
import { connectedPair, lines } from './support/connected-pair';
import { converse } from './support/reference-package';
import { describeWithPackage } from './support/test-packages';

describeWithPackage('onContext()', () => {
  it('delivers a context and its socket if it is disposed after the claim', async () => {
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

    // The disposed listener has left the channel, so another one can listen.
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

  it('turns an error of its listener into an unhandled rejection, and the context stays usable', async () => {
    const adopter = await AdoptingProcess.start();
    await adopter.ask({ kind: 'listen-and-throw' }, 'done');
    using conversation = converse();
    const unhandled = adopter.next('unhandled');
    await sendContext(adopter.child, conversation.server);
    assert.match((await unhandled).message, /The listener failed/);
    await adopter.converseWith(conversation.client, 'still yours');
    await adopter.stop();
  });

  it('refuses invalid arguments, and does not start to listen', () => {
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

  it('allows one listener at a time', () => {
    const listening = onContext(() => undefined);
    assert.throws(() => onContext(() => undefined), { code: 'ERR_SSPI_ALREADY_LISTENING' });
    listening.dispose();
    listening.dispose();
    onContext(() => undefined).dispose();
  });
});
