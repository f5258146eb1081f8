import { assertAllWereHandedOff } from '../support/figures';
import { handOffMany } from '../support/handoff-load';
import { describeWithPackage } from '../support/test-packages';

describeWithPackage('sendContext() for many connections at once', function () {
  this.timeout(120_000);

  // `npm run test:load` hands off 10,000 connections.
  it('hands off each connection in order and leaks nothing, even if clients reset every tenth one', async () => {
    assertAllWereHandedOff(await handOffMany(400, 64));
  });
});
