import { assertAllWereHandedOff } from './support/figures';
import { handOffMany } from './support/handoff-load';
import { describeWithReferencePackage } from './support/reference-package';

describeWithReferencePackage('sendContext() called for many connections at once', function () {
  this.timeout(120_000);

  // npm run test:load does it 10,000 times.
  it('hands all over in order and leaves nothing behind, although clients reset every tenth', async () => {
    assertAllWereHandedOff(await handOffMany(400, 64));
  });
});
