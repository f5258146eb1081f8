import assert from 'node:assert/strict';
import { once } from 'node:events';

import {
  adoptContext,
  HandoffError,
  type HandoffErrorCode,
  offerContext,
  type SecurityContext,
} from 'sspi-handoff';

import { Bystanders } from '../hostile/bystanders';
import { AdoptingProcess } from './support/adopting-process';
import { handlesLost } from './support/losses';
import { microseconds } from './support/microseconds';
import {
  converse,
  exchangeMessages,
  newClient,
  newServer,
  protection,
} from './support/reference-package';
import { describeWithPackage, packageUnderTest } from './support/test-packages';

function failsWith(code: HandoffErrorCode, senderHasContext: boolean | null) {
  return (error: unknown) => {
    assert.ok(error instanceof HandoffError, String(error));
    assert.equal(error.code, code);
    assert.equal(error.senderHasContext, senderHasContext);
    return true;
  };
}

function assertIsToken(sid: string | undefined): void {
  if (packageUnderTest.can.returnsToken) assert.match(sid ?? '', /^S-1-/);
  else assert.equal(sid, undefined);
}

describeWithPackage('An offered context', () => {
  let adopter: Awaited<ReturnType<typeof AdoptingProcess.start>>;

  before(async () => {
    adopter = await AdoptingProcess.start();
  });

  after(async () => {
    await adopter.stop();
  });

  it('belongs to the receiver after the adoption, with its token and its next messages', async () => {
    using conversation = converse();
    const { client, server } = conversation;
    exchangeMessages(client, server);
    using offer = await offerContext(server, adopter);
    assert.match(offer.ticket, /^[!-~]{1,80}$/);
    assert.throws(() => server.sign(Buffer.alloc(1)), { code: 'ERR_SSPI_CONTEXT_EXPORTED' });

    const adopted = await adopter.ask({ kind: 'adopt', ticket: offer.ticket }, 'adopted');
    await offer.adopted;
    assert.equal(adopted.names, packageUnderTest.client);
    assert.equal(adopted.role, 'server');
    assertIsToken(adopted.tokenSid);
    for (const text of ['one', 'two', 'three']) await adopter.converseWith(client, text);
    await assert.rejects(offer.reclaim(), failsWith('ERR_HANDOFF_ALREADY_ADOPTED', false));
  });

  it('can be reclaimed after the offer expires', async () => {
    using conversation = converse();
    const { client, server } = conversation;
    exchangeMessages(client, server);
    using offer = await offerContext(server, adopter, { expiresIn: 50 });
    await assert.rejects(offer.adopted, failsWith('ERR_HANDOFF_EXPIRED', true));
    using reclaimed = await offer.reclaim();
    assert.equal(await offer.reclaim(), reclaimed);
    exchangeMessages(client, reclaimed);
    assertIsToken(reclaimed.accessToken?.userSync().sid);
    const late = await adopter.ask({ kind: 'adopt', ticket: offer.ticket }, 'failed');
    assert.equal(late.code, 'ERR_HANDOFF_EXPIRED');
    assert.equal(late.senderHasContext, null);
  });

  it('can be reclaimed after the receiver exits', async () => {
    using conversation = converse();
    const { client, server } = conversation;
    const shortLivedReceiver = await AdoptingProcess.start();
    using offer = await offerContext(server, shortLivedReceiver);
    const exit = once(shortLivedReceiver.child, 'exit');
    shortLivedReceiver.child.send({ kind: 'exit-when-told' });
    await assert.rejects(offer.adopted, failsWith('ERR_HANDOFF_RECEIVER_EXITED', true));
    await exit;
    using reclaimed = await offer.reclaim();
    exchangeMessages(client, reclaimed);
  });

  it('is not exported if no process has the pid', async () => {
    using conversation = converse();
    const { client, server } = conversation;
    const exitedReceiver = await AdoptingProcess.start();
    await exitedReceiver.stop();
    for (const pid of [exitedReceiver.pid, 0xfffffffc]) {
      await assert.rejects(offerContext(server, { pid }), (error) => {
        failsWith('ERR_HANDOFF_RECEIVER_EXITED', true)(error);
        assert.ok(error instanceof HandoffError);
        assert.equal(error.context, server);
        assert.equal((error.cause as NodeJS.ErrnoException).syscall, 'OpenProcess');
        return true;
      });
    }
    exchangeMessages(client, server);
  });

  it('can be reclaimed before it is adopted', async () => {
    using conversation = converse();
    const { client, server } = conversation;
    using offer = await offerContext(server, adopter);
    using reclaimed = await offer.reclaim();
    await assert.rejects(offer.adopted, failsWith('ERR_HANDOFF_WITHDRAWN', true));
    exchangeMessages(client, reclaimed);
    const late = await adopter.ask({ kind: 'adopt', ticket: offer.ticket }, 'failed');
    assert.equal(late.code, 'ERR_HANDOFF_INVALID_TICKET');
  });

  it('can be reclaimed even if the offer is disposed during the reclaim', async () => {
    using conversation = converse();
    const { client, server } = conversation;
    const reclaim = async () => {
      using offer = await offerContext(server, adopter);
      return [offer, offer.reclaim()] as const;
    };
    const [offer, reclaiming] = await reclaim();
    using reclaimed = await reclaiming;
    assert.equal(await offer.reclaim(), reclaimed);
    await assert.rejects(offer.adopted, failsWith('ERR_HANDOFF_WITHDRAWN', true));
    exchangeMessages(client, reclaimed);
  });

  it('includes the result of a step that is pending at the offer', async () => {
    // With MUTUAL_AUTH, the last message is for the client in every package.
    using client = newClient({ requirements: protection.client });
    using server = newServer();
    let last = client.stepSync() ?? Buffer.alloc(0);
    if (packageUnderTest.can.hasHalfOpenServers) {
      last = client.stepSync(server.stepSync(last)) ?? Buffer.alloc(0);
    }
    // HandoffReference grants its attributes in the first step; other packages grant them in the last.
    Object.defineProperty(server, 'attributes', { get: () => Number(server.complete) });
    const stepping = server.step(last);
    using offer = await offerContext(server, process);
    client.stepSync(await stepping);
    using adopted = await adoptContext(offer.ticket);
    assert.equal(adopted.attributes, 1);
    exchangeMessages(client, adopted);
  });

  it('can be offered again after a reclaim', async () => {
    using conversation = converse();
    const { client, server } = conversation;
    using first = await offerContext(server, adopter);
    using reclaimed = await first.reclaim();
    using second = await offerContext(reclaimed, adopter);
    await adopter.ask({ kind: 'adopt', ticket: second.ticket }, 'adopted');
    await adopter.converseWith(client, 'again');
  });

  it('has one owner if reclaim() and adoptContext() race', async function () {
    this.timeout(60_000);
    const rounds = 50;
    let adoptions = 0;
    for (let round = 0; round < rounds; round++) {
      using conversation = converse();
      const { client, server } = conversation;
      using offer = await offerContext(server, adopter);
      // In the first round only the sender can win, in the last round only the receiver.
      if (round === 0) await offer.reclaim();
      adopter.child.send({ kind: 'adopt', ticket: offer.ticket });
      const answered = once(adopter.child, 'message');
      if (round === rounds - 1) await answered;
      else if (round > 0) await microseconds(round * 60);
      let reclaimed: SecurityContext | null = null;
      try {
        reclaimed = await offer.reclaim();
      } catch (error) {
        failsWith('ERR_HANDOFF_ALREADY_ADOPTED', false)(error);
      }
      const [answer] = (await answered) as [{ readonly kind: string }];
      assert.equal(answer.kind, reclaimed === null ? 'adopted' : 'failed');
      if (reclaimed === null) {
        adoptions++;
        await adopter.converseWith(client, 'yours');
      } else {
        exchangeMessages(client, reclaimed);
        reclaimed.dispose();
      }
    }
    assert.ok(adoptions > 0 && adoptions < rounds, `adopted ${String(adoptions)} times`);
  });

  it('leaves no handle open in either process', async () => {
    const rounds = async () => {
      for (let round = 0; round < 20; round++) {
        using conversation = converse();
        using adopted = await offerContext(conversation.server, adopter);
        await adopter.ask({ kind: 'adopt', ticket: adopted.ticket }, 'adopted');
        await adopter.ask({ kind: 'release' }, 'done');
        await adopted.adopted;
        using withdrawn = await offerContext(conversation.client, adopter);
        (await withdrawn.reclaim()).dispose();
      }
    };
    assert.equal(await handlesLost(rounds), 0);
    assert.equal(await handlesLost(rounds, () => adopter.handles()), 0);
  });
});

describeWithPackage('adoptContext()', () => {
  it('rejects a ticket that was redeemed before', async () => {
    using conversation = converse();
    using offer = await offerContext(conversation.server, process);
    using context = await adoptContext(offer.ticket);
    await offer.adopted;
    exchangeMessages(conversation.client, context);
    await assert.rejects(
      adoptContext(offer.ticket),
      failsWith('ERR_HANDOFF_ALREADY_ADOPTED', false),
    );
    exchangeMessages(conversation.client, context);
  });

  it('accepts a ticket only once if it is redeemed many times at once', async () => {
    using conversation = converse();
    using offer = await offerContext(conversation.server, process);
    const attempts = await Promise.allSettled(
      Array.from({ length: 8 }, () => adoptContext(offer.ticket)),
    );
    const contexts = attempts.flatMap((attempt) =>
      attempt.status === 'fulfilled' ? [attempt.value] : [],
    );
    assert.equal(contexts.length, 1);
    for (const attempt of attempts) {
      if (attempt.status === 'rejected')
        failsWith('ERR_HANDOFF_ALREADY_ADOPTED', false)(attempt.reason);
    }
    contexts[0]?.dispose();
  });

  it('rejects a ticket of another process', async () => {
    const adopter = await AdoptingProcess.start();
    using conversation = converse();
    using offer = await offerContext(conversation.server, adopter);
    await assert.rejects(adoptContext(offer.ticket), failsWith('ERR_HANDOFF_WRONG_PROCESS', null));
    await adopter.ask({ kind: 'adopt', ticket: offer.ticket }, 'adopted');
    await offer.adopted;
    await adopter.stop();
  });

  it('rejects altered and truncated tickets, closes no handle, and keeps the offer valid', async () => {
    using conversation = converse();
    using offer = await offerContext(conversation.server, process);
    const { ticket } = offer;
    const bystanders = await Bystanders.gather();
    const altered = new Set<string>([
      ...['', 'x'.repeat(100_000), `${ticket}0`, ` ${ticket}`],
      // The same version, written in another way.
      ticket.replace('.1.', '.01.'),
    ]);
    for (let end = 0; end < ticket.length; end++) altered.add(ticket.slice(0, end));
    for (let at = 0; at < ticket.length; at++) {
      for (const by of ['0', '9', 'f', '.', 'é']) {
        altered.add(ticket.slice(0, at) + by + ticket.slice(at + 1));
      }
    }
    // Values of handles that are open in this process.
    const [prefix, rest] = [ticket.split('.').slice(0, 3), ticket.split('.').slice(4)];
    for (let handle = 4; handle < 2048; handle += 4) {
      altered.add([...prefix, handle.toString(16), ...rest].join('.'));
    }
    altered.delete(ticket);
    const lost = await handlesLost(async () => {
      for (const wrong of altered) {
        await assert.rejects(adoptContext(wrong), (error) => {
          assert.ok(error instanceof HandoffError, String(error));
          // An altered expiry causes EXPIRED, and an altered version causes VERSION.
          assert.match(error.code, /INVALID_TICKET|WRONG_PROCESS|EXPIRED|VERSION/);
          return true;
        });
      }
    });
    assert.equal(lost, 0);
    assert.deepEqual(bystanders.harm(), []);
    await bystanders.release();
    using context = await adoptContext(ticket);
    exchangeMessages(conversation.client, context);
  });
});
