import { assertAllWereHandedOff } from './support/figures';
import { handOffMany } from './support/handoff-load';
import { describeWithReferencePackage } from './support/reference-package';

describeWithReferencePackage('Many handoffs at once', function () {
  this.timeout(120_000);

  // npm run test:load does it 10,000 times.
  it('all come about, in order, and leave nothing behind', async () => {
    assertAllWereHandedOff(await handOffMany(300, 64));
  });
});
