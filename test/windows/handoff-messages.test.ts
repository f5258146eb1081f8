import assert from 'node:assert/strict';

import { type IpcReceiver, sendContext } from 'sspi-handoff';

import { AdoptingProcess } from './support/adopting-process';
import { type Conversation, converse, exchangeMessages } from './support/reference-package';
import { describeWithPackage } from './support/test-packages';

for (const serialization of ['json', 'advanced'] as const) {
  describeWithPackage(`The message of sendContext(), serialization ${serialization}`, () => {
    let adopter: Awaited<ReturnType<typeof AdoptingProcess.start>>;

    before(async () => {
      adopter = await AdoptingProcess.start(serialization);
      await adopter.ask({ kind: 'listen' }, 'done');
    });

    after(async () => {
      await adopter.stop();
    });

    it('belongs to its own call, even if calls share an options object', async () => {
      const options: { message?: number } = {};
      const conversations: Conversation[] = [];
      const received: unknown[] = [];
      const all = (async () => {
        while (received.length < 3) received.push((await adopter.next('received')).message);
      })();
      const sending = [1, 2, 3].map((message) => {
        const conversation = converse();
        conversations.push(conversation);
        options.message = message;
        return sendContext(adopter.child, conversation.server, options);
      });
      delete options.message;
      await Promise.all([all, ...sending]);
      assert.deepEqual(received.sort(), [1, 2, 3]);
      for (const conversation of conversations) conversation[Symbol.dispose]();
    });

    it('arrives as it was at the call, even if its bytes are overwritten later', async () => {
      using conversation = converse();
      const bytes = Buffer.from('before');
      const received = adopter.next('received');
      const sending = sendContext(adopter.child, conversation.server, { message: { bytes } });
      bytes.fill('x');
      await sending;
      const { message } = await received;
      // The report of the receiver uses the serialization of the channel, too.
      const { bytes: arrived } = message as { readonly bytes: Buffer | { data: number[] } };
      assert.equal(Buffer.from('data' in arrived ? arrived.data : arrived).toString(), 'before');
    });
  });
}

describeWithPackage('A message that cannot be cloned', () => {
  it('is refused by sendContext() before anything is sent', async () => {
    using conversation = converse();
    const receiver: IpcReceiver = {
      pid: process.pid,
      send: () => assert.fail('something was sent'),
    };
    for (const message of [() => undefined, { inside: () => undefined }, Symbol('x')]) {
      await assert.rejects(sendContext(receiver, conversation.server, { message }), {
        name: 'TypeError',
        code: 'ERR_INVALID_ARG_VALUE',
        message: /options\.message/,
      });
    }
    exchangeMessages(conversation.client, conversation.server);
  });
});
