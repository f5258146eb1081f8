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
import {
  converse,
  describeWithReferencePackage,
  exchangeMessages,
} from './support/reference-package';

const deaf: IpcReceiver = { pid: process.pid, send: () => true };

function fateOf(context: ServerSecurityContext): string {
  try {
    context.sign(Buffer.from('x'));
  } catch (error) {
    assert.ok(error instanceof Error);
    return error.message;
  }
  return 'usable';
}

describeWithReferencePackage('A context that cannot be used any more', () => {
  it('says that it was exported', async () => {
    using conversation = converse();
    using exported = await conversation.server.export();
    assert.ok(exported.packedContext.length > 0);
    assert.match(fateOf(conversation.server), /was exported with DELETE_OLD/);
  });

  it('says that it was offered, adopted, reclaimed or given up, and where it is', async () => {
    using adoptedHere = converse();
    using offer = await offerContext(adoptedHere.server, process);
    const here = `process ${String(process.pid)}`;
    assert.equal(fateOf(adoptedHere.server), `This security context was offered to ${here}.`);
    (await adoptContext(offer.ticket)).dispose();
    await offer.adopted;
    assert.match(fateOf(adoptedHere.server), new RegExp(`handed over to ${here}, which owns it`));

    using reclaimed = converse();
    using second = await offerContext(reclaimed.server, process);
    (await second.reclaim()).dispose();
    assert.match(fateOf(reclaimed.server), /reclaimed\. Use the object that reclaim\(\) returned/);

    using givenUp = converse();
    (await offerContext(givenUp.server, process)).dispose();
    assert.match(fateOf(givenUp.server), /offer was disposed .* The session is lost/);
  });

  it('says after a failed sendContext() that error.context is the one to use', async () => {
    using conversation = converse();
    const error = await failureOf(sendContext(deaf, conversation.server, { expiresIn: 50 }));
    assert.match(fateOf(conversation.server), /context property of the error/);
    assert.ok(error.context);
    exchangeMessages(conversation.client, error.context);
    error.context.dispose();
  });

  it('is refused by sendContext() and offerContext() before anything else is looked at', async () => {
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
    // Also if the receiver has ended: the context is the nearer mistake.
    for (const attempt of [
      sendContext(adopter.child, server),
      offerContext(server, adopter.child),
    ]) {
      await assert.rejects(attempt, { code: 'ERR_SSPI_CONTEXT_EXPORTED' });
    }
  });
});

describeWithReferencePackage('A ChildProcess that has exited', () => {
  it('is refused by name by sendContext() and offerContext(), before anything is exported', async () => {
    const gone = await AdoptingProcess.start();
    await gone.stop();
    assert.ok(gone.child.pid !== undefined);
    using conversation = converse();
    for (const attempt of [
      () => sendContext(gone.child, conversation.server),
      () => offerContext(conversation.server, gone.child),
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
