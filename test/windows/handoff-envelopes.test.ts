import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { serialize } from 'node:v8';

import { type ContextOffer, type IpcReceiver, offerContext, sendContext } from 'sspi-handoff';

import { connectedPair } from './support/connected-pair';
import type { Happening } from './support/raw-receiver';
import { type Conversation, converse } from './support/reference-package';
import { describeWithPackage } from './support/test-packages';

const versions = { version: 1, minVersion: 1 };
const text = (value: unknown) => serialize(value).toString('base64');

describeWithPackage('onContext()', () => {
  let child: ChildProcess;
  let happenings: Happening[];
  let conversation: Conversation;
  let offer: ContextOffer;

  beforeEach(async () => {
    child = fork(join(__dirname, 'support', 'raw-receiver.js'), { serialization: 'advanced' });
    await once(child, 'message');
    happenings = [];
    child.on('message', (happening: Happening) => happenings.push(happening));
    conversation = converse();
    offer = await offerContext(conversation.server, child);
  });

  afterEach(async () => {
    offer.dispose();
    conversation[Symbol.dispose]();
    const exit = once(child, 'exit');
    child.disconnect();
    assert.deepEqual(await exit, [0, null]);
  });

  /** Sends messages, and waits until the receiver has processed them. */
  async function send(...messages: [message: object, socket?: Socket][]): Promise<Happening[]> {
    for (const [message, socket] of messages) {
      await new Promise<void>((resolve, reject) => {
        child.send(message, socket, (error) => {
          if (error === null) resolve();
          else reject(error);
        });
      });
    }
    child.send({ application: 'barrier' });
    while (happenings.at(-1)?.kind !== 'application') await once(child, 'message');
    // A refusal that was decided off the main thread can arrive later.
    await new Promise((resolve) => setTimeout(resolve, 100));
    return happenings.filter(({ kind }) => kind !== 'application');
  }

  const envelope = (fields: object = {}) => ({
    'sspi-handoff': 'context',
    ...versions,
    ticket: offer.ticket,
    hasSocket: false,
    ...fields,
  });

  it('delivers a context once, with its socket, if its envelope arrives twice', async () => {
    const { client, accepted } = await connectedPair();
    const first = envelope({ hasSocket: true, message: text('mine') });
    await send([first], [first]);
    await offer.adopted;
    const seen = await send([
      { 'sspi-handoff': 'socket', ...versions, ticket: offer.ticket, head: '' },
      accepted,
    ]);
    assert.deepEqual(seen, [
      { kind: 'failure', code: 'ERR_HANDOFF_ALREADY_ADOPTED' },
      { kind: 'context', message: 'mine', hasSocket: true },
    ]);
    client.write('hello');
    assert.deepEqual(await once(client, 'data'), [Buffer.from('hello')]);
    client.destroy();
  });

  it('reports a replay after the delivery, and closes the socket of the replay', async () => {
    await send([envelope()]);
    await offer.adopted;
    const { client, accepted } = await connectedPair();
    const closed = once(client.resume(), 'close');
    const seen = await send(
      [envelope({ hasSocket: true })],
      [{ 'sspi-handoff': 'socket', ...versions, ticket: offer.ticket, head: '' }, accepted],
    );
    await closed;
    assert.equal(seen.filter(({ kind }) => kind === 'context').length, 1);
    assert.ok(
      seen.some((one) => one.kind === 'failure' && one.code === 'ERR_HANDOFF_ALREADY_ADOPTED'),
    );
  });

  const invalid: readonly (readonly [description: string, fields: object, code: string])[] = [
    ['a head that is a number', { 'sspi-handoff': 'socket', head: 5 }, 'INVALID_MESSAGE'],
    ['a head that is not base64', { 'sspi-handoff': 'socket', head: '!' }, 'INVALID_MESSAGE'],
    ['no head', { 'sspi-handoff': 'socket' }, 'INVALID_MESSAGE'],
    ['no ticket', { ticket: undefined }, 'INVALID_MESSAGE'],
    ['a ticket that is a number', { ticket: 5 }, 'INVALID_MESSAGE'],
    ['a malformed ticket', { ticket: 'x' }, 'INVALID_TICKET'],
    ['a hasSocket that is a string', { hasSocket: 'yes' }, 'INVALID_MESSAGE'],
    ['a message that is an object', { message: {} }, 'INVALID_MESSAGE'],
    ['a message that is not serialized', { message: 'AAAA' }, 'INVALID_MESSAGE'],
    ['an unknown kind', { 'sspi-handoff': 'other' }, 'INVALID_MESSAGE'],
    ['a kind that is an object', { 'sspi-handoff': {} }, 'INVALID_MESSAGE'],
    ['no version', { version: undefined }, 'INVALID_MESSAGE'],
    ['a version that is a string', { version: '1' }, 'INVALID_MESSAGE'],
    ['a version with a fraction', { minVersion: 0.5 }, 'INVALID_MESSAGE'],
    ['an older version', { version: 0, minVersion: 0 }, 'VERSION'],
    ['a newer version', { version: 9, minVersion: 2 }, 'VERSION'],
  ];
  for (const [description, fields, code] of invalid) {
    it(`refuses and reports an envelope with ${description}, and closes its socket`, async () => {
      const { client, accepted } = await connectedPair();
      const closed = once(client.resume(), 'close');
      const seen = await send([envelope(fields), accepted]);
      await closed;
      const withSocket = code === 'INVALID_TICKET' ? 'INVALID_MESSAGE' : code;
      assert.deepEqual(seen, [{ kind: 'failure', code: `ERR_HANDOFF_${withSocket}` }]);
      happenings.length = 0;
      assert.deepEqual(await send([envelope(fields)]), [
        { kind: 'failure', code: `ERR_HANDOFF_${code}` },
      ]);
    });
  }

  it('closes and reports a socket without a context', async () => {
    const { client, accepted } = await connectedPair();
    const closed = once(client.resume(), 'close');
    const seen = await send([
      { 'sspi-handoff': 'socket', ...versions, ticket: offer.ticket, head: '' },
      accepted,
    ]);
    await closed;
    assert.deepEqual(seen, [{ kind: 'failure', code: 'ERR_HANDOFF_INVALID_MESSAGE' }]);
  });

  it('closes a socket that arrives with the first envelope, and does not claim the offer', async () => {
    const { client, accepted } = await connectedPair();
    const closed = once(client.resume(), 'close');
    const seen = await send([envelope({ hasSocket: true }), accepted]);
    await closed;
    assert.deepEqual(seen, [{ kind: 'failure', code: 'ERR_HANDOFF_INVALID_MESSAGE' }]);
    (await offer.reclaim()).dispose();
  });

  it('leaves messages without its property to the application', async () => {
    assert.deepEqual(await send([{ application: 1 }], [[{ 'sspi-handoff': 'context' }]]), []);
  });

  it('accepts a context after all of these invalid envelopes', async () => {
    await send(...invalid.map(([, fields]): [object] => [envelope(fields)]));
    happenings.length = 0;
    using another = converse();
    const receiver: IpcReceiver = child;
    await sendContext(receiver, another.server, { message: new Map([['big', 1n]]) });
    assert.deepEqual(await send(), [
      { kind: 'context', message: new Map([['big', 1n]]), hasSocket: false },
    ]);
  });
});
