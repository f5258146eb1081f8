import assert from 'node:assert/strict';

import { openHandles, SecurityContext } from 'sspi-handoff';

import { reportOfChild } from '../support/child-report';
import { assertNothingIsLost } from '../support/figures';
import { handlesLost } from '../support/losses';
import type { Figures } from '../support/many-handshakes';
import {
  converse,
  describeWithReferencePackage,
  exchangeMessages,
  newClient,
  newServer,
} from '../support/reference-package';
import { probe } from '../support/win32-probe';

describeWithReferencePackage('Leak check:', function () {
  this.timeout(120_000);

  it('handlesLost() counts a handle that is lost each time, and ignores a handle that is lost once', async () => {
    const events: bigint[] = [];
    const lose = () => void events.push(probe.createEvent());
    assert.equal(await handlesLost(lose), 1);
    let isLost = false;
    const loseOnce = () => {
      if (!isLost) lose();
      isLost = true;
    };
    assert.equal(await handlesLost(loseOnce), 0);
    for (const event of events) probe.closeHandle(event);
  });

  it('10,000 exports and imports lose no handle', async () => {
    using conversation = converse();
    const { client, server } = conversation;
    let context: SecurityContext = server;
    const lost = await handlesLost(() => {
      for (let cycle = 0; cycle < 10_000; cycle++) {
        using exported = context.exportSync();
        context = SecurityContext.importSync(exported);
      }
    });
    assert.equal(lost, 0);
    assert.deepEqual(openHandles(), { accessTokens: 1, credentials: 1, securityContexts: 2 });
    exchangeMessages(client, context);
    context.dispose();
  });

  it('1,000 asynchronous exports and imports lose no handle', async () => {
    using conversation = converse();
    let context: SecurityContext = conversation.server;
    const lost = await handlesLost(async () => {
      for (let cycle = 0; cycle < 1_000; cycle++) {
        using exported = await context.export();
        context = await SecurityContext.import(exported);
      }
    });
    assert.equal(lost, 0);
    context.dispose();
  });

  it('1,000 refused exports and imports lose no handle', async () => {
    using conversation = converse();
    using exported = conversation.server.exportSync({ flags: 0 });
    const packedContext = exported.packedContext.subarray(0, 40);
    const lost = await handlesLost(() => {
      for (let cycle = 0; cycle < 1_000; cycle++) {
        using client = newClient();
        client.stepSync();
        assert.throws(() => client.exportSync());
        assert.throws(() => SecurityContext.importSync({ ...exported, packedContext }));
        using server = newServer();
        assert.throws(() => server.stepSync(Buffer.from('no token')));
      }
    });
    assert.equal(lost, 0);
  });

  // `npm run test:soak` runs 100,000 handshakes.
  it('2,000 handshakes with messages in both directions lose no handle and no memory', async () => {
    const figures = await reportOfChild('report-figures.js', [], { execArgv: ['--expose-gc'] });
    assertNothingIsLost(figures as Figures);
  });
});
