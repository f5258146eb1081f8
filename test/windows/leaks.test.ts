import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import { openHandles, SecurityContext } from 'sspi-handoff';

import { assertNothingIsLeft } from './support/figures';
import type { Figures } from './support/many-handshakes';
import {
  converse,
  describeWithReferencePackage,
  exchangeMessages,
  newClient,
  newServer,
} from './support/reference-package';
import { probe } from './support/win32-probe';

/** There may be fewer: Wine ends idle threads of its own. */
function assertNoMoreHandlesThan(before: number): void {
  const now = probe.processHandleCount();
  assert.ok(now <= before, `${String(now)} handles, ${String(before)} before`);
}

describeWithReferencePackage('Nothing leaks', function () {
  this.timeout(120_000);

  it('the handle count that this is measured with sees a handle', () => {
    using conversation = converse();
    const before = probe.processHandleCount();
    const exported = conversation.server.exportSync({ flags: 0 });
    assert.equal(probe.processHandleCount(), before + 1);
    exported.dispose();
    assert.equal(probe.processHandleCount(), before);
  });

  it('over 10,000 exports and imports', () => {
    using conversation = converse();
    const { client, server } = conversation;
    let context: SecurityContext = server;
    let before = 0;
    for (let cycle = 0; cycle < 10_000; cycle++) {
      // The first cycles warm up what the process opens once.
      if (cycle === 100) before = probe.processHandleCount();
      using exported = context.exportSync();
      context = SecurityContext.importSync(exported);
    }
    assertNoMoreHandlesThan(before);
    assert.deepEqual(openHandles(), { accessTokens: 0, credentials: 1, securityContexts: 2 });
    exchangeMessages(client, context);
    context.dispose();
  });

  it('over 1,000 asynchronous exports and imports', async () => {
    using conversation = converse();
    let context: SecurityContext = conversation.server;
    let before = 0;
    for (let cycle = 0; cycle < 1_000; cycle++) {
      if (cycle === 100) before = probe.processHandleCount();
      using exported = await context.export();
      context = await SecurityContext.import(exported);
    }
    context.dispose();
    assertNoMoreHandlesThan(before);
  });

  it('over 1,000 refused exports and imports', () => {
    using conversation = converse();
    using exported = conversation.server.exportSync({ flags: 0 });
    const packedContext = exported.packedContext.subarray(0, 40);
    let before = 0;
    for (let cycle = 0; cycle < 1_000; cycle++) {
      if (cycle === 10) before = probe.processHandleCount();
      using client = newClient();
      client.stepSync();
      assert.throws(() => client.exportSync());
      assert.throws(() => SecurityContext.importSync({ ...exported, packedContext }));
      using server = newServer();
      assert.throws(() => server.stepSync(Buffer.from('no token')));
    }
    assertNoMoreHandlesThan(before);
  });

  // npm run test:soak does it 100,000 times.
  it('over 2,000 handshakes with messages both ways', async () => {
    const child = fork(join(__dirname, 'support', 'tell-figures.js'), {
      execArgv: ['--expose-gc'],
    });
    const [figures] = (await once(child, 'message')) as [Figures];
    assertNothingIsLeft(figures);
    await once(child, 'exit');
  });
});
