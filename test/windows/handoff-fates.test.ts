import assert from 'node:assert/strict';

import {
  adoptContext,
  HandoffError,
  type IpcReceiver,
  offerContext,
  sendContext,
  type ServerSecurityContext,
} from 'sspi-handoff';

import { AdoptingProcess } from './support/adopting-process';
import { failureOf } from './support/failed-handoff';
import { converse, exchangeMessages } from './support/reference-package';
import { describeWithPackage } from './support/test-packages';

const unresponsiveReceiver: IpcReceiver = { pid: process.pid, send: () => true };

function messageOf(context: ServerSecurityContext): string {
  try {
    context.sign(Buffer.from('x'));
  } catch (error) {
    assert.ok(error instanceof Error);
    return error.message;
  }
  return 'usable';
}

describeWithPackage('The error of a context that is no longer usable', () => {
  it('says that the context was exported', async () => {
    using conversation = converse();
    using exported = await conversation.server.export();
    assert.ok(exported.packedContext.length > 0);
    assert.match(messageOf(conversation.server), /was exported with DELETE_OLD/);
  });

  it('says where the context is after an offer, an adoption, a reclaim or a disposed offer', async () => {
    using adoptedHere = converse();
    using offer = await offerContext(adoptedHere.server, process);
    const here = `process ${String(process.pid)}`;
    assert.equal(messageOf(adoptedHere.server), `This security context was offered to ${here}.`);
    (await adoptContext(offer.ticket)).dispose();
    await offer.adopted;
    assert.match(
      messageOf(adoptedHere.server),
      new RegExp(`handed over to ${here}, which owns it`),
    );

    using reclaimed = converse();
    using second = await offerContext(reclaimed.server, process);
    (await second.reclaim()).dispose();
    assert.match(
      messageOf(reclaimed.server),
      /reclaimed\. Use the object that reclaim\(\) returned/,
    );

    using lost = converse();
    (await offerContext(lost.server, process)).dispose();
    assert.match(messageOf(lost.server), /offer was disposed .* The session is lost/);
  });

  it('refers to the context property of the error after a failed sendContext()', async () => {
    using conversation = converse();
    const error = await failureOf(
      sendContext(unresponsiveReceiver, conversation.server, { expiresIn: 50 }),
    );
    assert.match(messageOf(conversation.server), /context property of the error/);
    assert.ok(error.context);
    exchangeMessages(conversation.client, error.context);
    error.context.dispose();
  });

  it('is thrown by sendContext() and offerContext() before they check anything else', async () => {
    const adopter = await AdoptingProcess.start();
    using conversation = converse();
    const { server, client } = conversation;
    using exported = await server.export();
    assert.ok(exported.packedContext.length > 0);
    client.dispose();
    const signal = AbortSignal.abort();
    for (const [context, code] of [
      [server, 'ERR_SSPI_CONTEXT_EXPORTED'],
      [client, 'ERR_SSPI_DISPOSED'],
    ] as const) {
      await assert.rejects(sendContext(adopter.child, context, { signal }), { code });
      await assert.rejects(offerContext(context, adopter), { code });
    }
    await adopter.stop();
    // The error is the same if the receiver has exited, because the context is checked first.
    for (const attempt of [
      sendContext(adopter.child, server),
      offerContext(server, adopter.child),
    ]) {
      await assert.rejects(attempt, { code: 'ERR_SSPI_CONTEXT_EXPORTED' });
    }
  });
});

describeWithPackage('A ChildProcess that has exited', () => {
  it('is refused by sendContext() and offerContext() before the export', async () => {
    const exitedReceiver = await AdoptingProcess.start();
    await exitedReceiver.stop();
    assert.ok(exitedReceiver.child.pid !== undefined);
    using conversation = converse();
    for (const attempt of [
      () => sendContext(exitedReceiver.child, conversation.server),
      () => offerContext(conversation.server, exitedReceiver.child),
    ]) {
      await assert.rejects(attempt(), (error) => {
        assert.ok(error instanceof HandoffError);
        assert.equal(error.code, 'ERR_HANDOFF_RECEIVER_EXITED');
        assert.equal(error.context, conversation.server);
        return true;
      });
      exchangeMessages(conversation.client, conversation.server);
    }
  });
});
