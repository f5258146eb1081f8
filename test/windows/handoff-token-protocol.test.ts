import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';

import {
  AccessToken,
  adoptContext,
  type HandoffError,
  type IpcReceiver,
  offerContext,
  onAccessToken,
  onContext,
  sendAccessToken,
  sendContext,
} from 'sspi-handoff';

import { receiverVersionOffset, stateOffset, version } from '../hostile/forged-record';
import { redeemAsToken } from '../hostile/redeem-as-token';
import { connectedPair, lines } from './support/connected-pair';
import { failureOf } from './support/failed-handoff';
import {
  converse,
  describeWithReferencePackage,
  exchangeMessages,
} from './support/reference-package';
import { probe } from './support/win32-probe';

type Sent = Readonly<Record<string, unknown>> & { readonly ticket: string };

/** A receiver in this process. `source` emits the messages that were sent to it. */
function receiverHere(onSent?: (message: Sent) => void) {
  const source = new EventEmitter();
  const sent: Sent[] = [];
  const receiver: IpcReceiver = {
    pid: process.pid,
    send: (message, socket, _options, done) => {
      sent.push(message as Sent);
      onSent?.(message as Sent);
      source.emit('message', message, socket);
      done(null);
      return true;
    },
  };
  return { receiver, source, sent };
}

/** Collects the first token and the errors that arrive from a source. */
function listenTo(source: EventEmitter) {
  const failures: string[] = [];
  let dispose: () => void = () => undefined;
  const token = new Promise<AccessToken>((resolve) => {
    const listening = onAccessToken(resolve, {
      from: source,
      onFailure: (error) => failures.push((error as HandoffError).code),
    });
    dispose = () => {
      listening.dispose();
    };
  });
  return { token, failures, [Symbol.dispose]: dispose };
}

const invalidTicket = { code: 'ERR_HANDOFF_INVALID_TICKET' };

describe('sendAccessToken() and the handoff protocol', () => {
  let token: AccessToken;

  beforeEach(() => {
    token = AccessToken.ofProcess();
  });

  afterEach(() => {
    token.dispose();
  });

  /** Writes a state into the record of a ticket, and signals the sender. */
  const write = ({ ticket }: Sent, state: number, receiverVersion = 0) => {
    const record = probe.viewSection(BigInt(`0x${ticket.split('.')[3] ?? ''}`), 4096);
    record.writeUInt32LE(receiverVersion, receiverVersionOffset);
    record.writeInt32LE(state, stateOffset);
    probe.signal(record.readBigUInt64LE(16));
  };

  /** A receiver that writes a state into the record. */
  const writing = (state: number, receiverVersion = 0) =>
    receiverHere((sent) => {
      write(sent, state, receiverVersion);
    });

  it('refuses a ticket that arrives again', async () => {
    const { receiver, source, sent } = receiverHere();
    using listener = listenTo(source);
    await sendAccessToken(receiver, token);
    await assert.rejects(redeemAsToken(sent[0]?.ticket ?? ''), {
      code: 'ERR_HANDOFF_ALREADY_ADOPTED',
    });
    (await listener.token).dispose();
  });

  it('puts the same token into the receiver', async () => {
    const { receiver, source } = receiverHere();
    using listener = listenTo(source);
    await sendAccessToken(receiver, token);
    const received = await listener.token;
    assert.notEqual(received, token);
    assert.equal(received.authenticationId, token.authenticationId);
    received.dispose();
    assert.equal(token.type, 'primary');
  });

  it('does not let adoptContext() redeem the ticket of a token, and the token is still delivered', async () => {
    let attempt: Promise<unknown> = Promise.resolve();
    const { receiver, source } = receiverHere(({ ticket }) => {
      attempt = assert.rejects(adoptContext(ticket), invalidTicket);
    });
    using listener = listenTo(source);
    await sendAccessToken(receiver, token);
    await attempt;
    (await listener.token).dispose();
  });

  it('rejects at once if the receiver understands another version only', async () => {
    const error = await failureOf(sendAccessToken(writing(6, version + 1).receiver, token));
    assert.equal(error.code, 'ERR_HANDOFF_VERSION');
    assert.deepEqual([error.senderVersion, error.receiverVersion], [version, version + 1]);
  });

  it('rejects if the receiver breaks the protocol', async () => {
    const error = await failureOf(sendAccessToken(writing(77).receiver, token));
    assert.equal(error.code, 'ERR_HANDOFF_ALTERED');
    assert.equal(error.senderHasContext, true);
  });

  it('keeps the socket if the receiver claims the token and does not finish', async () => {
    const claimed = 2;
    const adopted = 3;
    const { client, accepted } = await connectedPair();
    const { receiver, source, sent } = writing(claimed);
    const sending = sendAccessToken(receiver, token, {
      socket: accepted,
      expiresIn: 100,
    });
    const error = await failureOf(sending);
    assert.equal(error.code, 'ERR_HANDOFF_CLAIMED');
    assert.deepEqual([error.senderHasContext, error.offer], [true, undefined]);
    client.write('still here\n');
    assert.deepEqual(await lines(accepted, 1), ['still here']);

    // The receiver finishes after all, and learns that no socket follows.
    const [offered] = sent;
    assert.ok(offered);
    const announced = once(source, 'message');
    write(offered, adopted);
    await announced;
    assert.deepEqual(sent[1]?.['sspi-handoff'], 'socket');
    client.destroy();
    accepted.destroy();
  });

  it('rejects if the receiver rejects the token', async () => {
    const rejected = 4;
    const error = await failureOf(sendAccessToken(writing(rejected).receiver, token));
    assert.equal(error.code, 'ERR_HANDOFF_REJECTED');
  });
});

describeWithReferencePackage('onAccessToken() and onContext() on one channel', () => {
  it('each get their own content', async () => {
    const { receiver, source } = receiverHere();
    using listener = listenTo(source);
    using conversation = converse();
    using token = AccessToken.ofProcess();
    const arrived = new Promise<void>((resolve) => {
      const listening = onContext(
        (context) => {
          exchangeMessages(conversation.client, context);
          context.dispose();
          listening.dispose();
          resolve();
        },
        { from: source },
      );
    });
    await Promise.all([
      arrived,
      sendContext(receiver, conversation.server),
      sendAccessToken(receiver, token),
    ]);
    (await listener.token).dispose();
    assert.deepEqual(listener.failures, []);
  });

  it('report an invalid message once', () => {
    const { source } = receiverHere();
    using listener = listenTo(source);
    const reported: unknown[] = [];
    const contexts = onContext(() => undefined, {
      from: source,
      onFailure: (error) => reported.push(error),
    });
    source.emit('message', { 'sspi-handoff': 'unknown' });
    assert.deepEqual([reported.length, listener.failures.length], [1, 0]);
    contexts.dispose();
    source.emit('message', { 'sspi-handoff': 'unknown' });
    assert.deepEqual([reported.length, listener.failures], [1, ['ERR_HANDOFF_INVALID_MESSAGE']]);
  });

  it('refuse the ticket of a context as an access token, and the context can be reclaimed', async () => {
    using conversation = converse();
    using offer = await offerContext(conversation.server, process);
    await assert.rejects(redeemAsToken(offer.ticket), invalidTicket);
    using context = await offer.reclaim();
    exchangeMessages(conversation.client, context);
  });

  it('allow one listener each', () => {
    const { source } = receiverHere();
    const one = onAccessToken(() => undefined, { from: source });
    assert.throws(() => onAccessToken(() => undefined, { from: source }), {
      code: 'ERR_SSPI_ALREADY_LISTENING',
      message: /onAccessToken/,
    });
    one.dispose();
    one.dispose();
    onAccessToken(() => undefined, { from: source }).dispose();
  });
});
