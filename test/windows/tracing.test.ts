import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { spawnSync } from 'node:child_process';
import { type Channel, channel, subscribe, unsubscribe } from 'node:diagnostics_channel';
import { EventEmitter } from 'node:events';
import { inspect } from 'node:util';

import {
  AccessToken,
  adoptContext,
  Credentials,
  type ImportedContext,
  offerContext,
  onAccessToken,
  onContext,
  SecurityContext,
  sendAccessToken,
  sendContext,
  type TracedOperation,
  type TraceEvent,
} from 'sspi-handoff';

import {
  converse,
  describeWithReferencePackage,
  identity,
  newClient,
  newServer,
  packageName,
} from './support/reference-package';

const operations: readonly TracedOperation[] = [
  ...(['acquire', 'step', 'export', 'import', 'offer', 'adopt', 'send'] as const),
];
const kinds = ['start', 'end', 'asyncStart', 'asyncEnd', 'error'] as const;

interface Published {
  /** The name of the channel without its prefix: `'export:start'`. */
  readonly name: string;
  readonly event: TraceEvent;
}

/** Subscribes to all channels while a function runs, and returns the published events in their order. */
async function published(action: () => unknown): Promise<Published[]> {
  const seen: Published[] = [];
  const listeners = operations.flatMap((operation) =>
    kinds.map((kind) => {
      const name = `${operation}:${kind}`;
      const listener = (event: unknown) => seen.push({ name, event: event as TraceEvent });
      return [`tracing:sspi-handoff:${name}`, listener] as const;
    }),
  );
  for (const listener of listeners) subscribe(...listener);
  try {
    await action();
    return seen;
  } finally {
    for (const listener of listeners) unsubscribe(...listener);
  }
}

const namesOf = (seen: readonly Published[]) => seen.map(({ name }) => name);

/** The facts at the end of the first call of an operation. */
function factsOf(seen: readonly Published[], operation: TracedOperation) {
  const { event } = seen.find(({ name }) => name === `${operation}:end`) ?? {};
  assert.ok(event);
  const { duration, ...facts } = event;
  assert.ok(typeof duration === 'number' && duration > 0);
  return facts;
}

function receiverHere() {
  const source = new EventEmitter();
  const send = (message: object, socket: unknown, _options: unknown, sent: (e: null) => void) => {
    source.emit('message', message, socket);
    sent(null);
    return true;
  };
  return { source, receiver: { pid: process.pid, send } };
}

describeWithReferencePackage('The channels tracing:sspi-handoff', () => {
  it('publish start, end, asyncStart and asyncEnd of an asynchronous call', async () => {
    const seen = await published(async () => {
      (await Credentials.acquire({ packageName, use: 'outbound', identity })).dispose();
    });
    assert.deepEqual(
      namesOf(seen),
      ['start', 'end', 'asyncStart', 'asyncEnd'].map((kind) => `acquire:${kind}`),
    );
    assert.equal(new Set(seen.map(({ event }) => event)).size, 1);
    const facts = { operation: 'acquire', packageName, use: 'outbound' };
    assert.deepEqual(factsOf(seen, 'acquire'), facts);
  });

  it('publish start and end of a synchronous call', async () => {
    using conversation = converse();
    const seen = await published(() => {
      conversation.server.exportSync().dispose();
    });
    assert.deepEqual(namesOf(seen), ['export:start', 'export:end']);
  });

  it('publish the names and sizes of a handshake, an export and an import', async () => {
    const seen = await published(async () => {
      using client = newClient();
      using server = newServer();
      await server.step((await client.step()) ?? Buffer.alloc(0));
    });
    const [first] = seen.filter(({ name }) => name === 'step:end').map(({ event }) => event);
    assert.ok(first && typeof first.tokenSize === 'number' && first.tokenSize > 0);
    assert.deepEqual([first.role, first.complete, first.receivedSize], ['client', false, 0]);

    using conversation = converse();
    const moved = await published(async () => {
      using exported = await conversation.server.export();
      using imported = await SecurityContext.import(exported);
      assert.ok(imported);
    });
    const { packedSize, ...others } = factsOf(moved, 'export');
    const operation = 'export';
    assert.deepEqual(others, { operation, packageName, flags: 2, hasAccessToken: true });
    assert.equal(factsOf(moved, 'import').packedSize, packedSize);
  });

  it('publish the offer, the adoption and the whole handoff', async () => {
    const { source, receiver } = receiverHere();
    using conversation = converse();
    using token = AccessToken.ofProcess();
    const seen = await published(async () => {
      const context = new Promise<ImportedContext>((resolve) => {
        onContext(resolve, { from: source });
      });
      const received = new Promise<AccessToken>((resolve) => {
        onAccessToken(resolve, { from: source });
      });
      await sendContext(receiver, conversation.server, { message: 'hello', expiresIn: 5000 });
      await sendAccessToken(receiver, token, { expiresIn: 5000 });
      (await context).dispose();
      (await received).dispose();
    });
    const facts = { receiverPid: process.pid, expiresIn: 5000, hasSocket: false };
    const { messageSize, ...sent } = factsOf(seen, 'send');
    assert.deepEqual(sent, { operation: 'send', content: 'context', ...facts });
    assert.ok(Number(messageSize) > 5);
    assert.equal(factsOf(seen, 'offer').packageName, packageName);
    assert.equal(factsOf(seen, 'offer').receiverPid, process.pid);
    assert.deepEqual(factsOf(seen, 'adopt'), {
      ...{ operation: 'adopt', content: 'context', packageName, hasAccessToken: true },
    });
    const tokens = seen.filter(({ event }) => event.content === 'token');
    assert.ok(
      namesOf(tokens).includes('offer:asyncEnd') && namesOf(tokens).includes('send:asyncEnd'),
    );
  });

  it('publish the error of a failed call, and the error reaches the caller with its stack', async () => {
    const options = { packageName: 'None', use: 'both' } as const;
    const seen = await published(async () => {
      await assert.rejects(Credentials.acquire(options), (error: Error) => {
        assert.match(error.stack ?? '', /acquire[^\n]*\n[^]*tracing\.test\.js/);
        return true;
      });
      assert.throws(() => Credentials.acquireSync(options));
    });
    const errors = seen.filter(({ name }) => name === 'acquire:error');
    const codes = errors.map(({ event }) => (event.error as NodeJS.ErrnoException).code);
    assert.deepEqual(codes, ['SEC_E_SECPKG_NOT_FOUND', 'SEC_E_SECPKG_NOT_FOUND']);
  });

  it('contain names, sizes and process ids only: no secret and no object of the package', async () => {
    const seen = await published(async () => {
      using conversation = converse();
      using offer = await offerContext(conversation.server, process);
      using context = await adoptContext(offer.ticket);
      (await context.export({ flags: 0 })).dispose();
      (await Credentials.acquire({ packageName, use: 'inbound', identity })).dispose();
    });
    assert.ok(seen.length > 10);
    for (const { event } of seen) {
      for (const value of Object.values(event)) {
        assert.ok(['string', 'number', 'boolean'].includes(typeof value), inspect(event));
      }
      assert.doesNotMatch(
        inspect(event),
        new RegExp(`${identity.password}|${identity.user}|ticket`),
      );
    }
  });

  it('run the call with the stores that are bound to the start', async function () {
    const start = channel('tracing:sspi-handoff:send:start');
    // Not before Node.js 18.19.
    if (typeof start.bindStore !== 'function') return this.skip();
    const storage = new AsyncLocalStorage<TraceEvent>();
    start.bindStore(storage, (event) => event);
    let outer: TraceEvent | undefined;
    const onOffer = () => (outer = storage.getStore());
    subscribe('tracing:sspi-handoff:offer:start', onOffer);
    const { source, receiver } = receiverHere();
    using token = AccessToken.ofProcess();
    const received = new Promise<AccessToken>((resolve) => {
      onAccessToken(resolve, { from: source });
    });
    await sendAccessToken(receiver, token);
    (await received).dispose();
    unsubscribe('tracing:sspi-handoff:offer:start', onOffer);
    start.unbindStore(storage);
    assert.equal(outer?.operation, 'send');
    assert.equal(storage.getStore(), undefined);
  });

  it('cost nothing without a subscriber: no event is created, published or timed', async () => {
    const { now } = performance;
    const prototype = Object.getPrototypeOf(channel('unused')) as Channel;
    const { publish } = prototype;
    const calls: string[] = [];
    performance.now = () => {
      calls.push('now');
      return now.call(performance);
    };
    prototype.publish = (message) => {
      calls.push('publish');
      publish.call(prototype, message);
    };
    const act = () => {
      using conversation = converse();
      using exported = conversation.server.exportSync();
      SecurityContext.importSync(exported).dispose();
    };
    try {
      act();
      assert.equal(calls.join(), '');
      await published(act);
      assert.ok(calls.includes('now'));
    } finally {
      performance.now = now;
      prototype.publish = publish;
    }
  });

  it('are printed with NODE_DEBUG=sspi-handoff', () => {
    const code = `
      const { Credentials } = require(${JSON.stringify(require.resolve('sspi-handoff'))});
      try { Credentials.acquireSync({ packageName: 'None', use: 'both' }); } catch {}
    `;
    const run = (debug: string) =>
      spawnSync(process.execPath, ['-e', code], {
        encoding: 'utf8',
        env: { ...process.env, NODE_DEBUG: debug },
      }).stderr;
    assert.match(
      run('sspi-handoff'),
      /^SSPI-HANDOFF \d+: acquire, [\d.]+ ms, \{"packageName":"None","use":"both"\}, failed: SEC_E_SECPKG_NOT_FOUND/,
    );
    assert.equal(run(''), '');
  });
});
