import assert from 'node:assert/strict';

import { attack } from '../hostile/attack';
import { describeWithReferencePackage } from './support/reference-package';

describeWithReferencePackage('Hostile tickets and records', function () {
  this.timeout(300_000);

  it('are refused by name, all 20,000 of them, and close nothing of anybody else’s', async () => {
    const { seed, attempts, raced, errors, violations } = await attack(
      Date.now() % 2 ** 31,
      20_000,
    );
    assert.deepEqual(violations, [], `seed ${String(seed)}`);
    assert.ok(attempts >= 20_000 && raced > 0);
    for (const code of [
      'ALREADY_ADOPTED',
      'EXPIRED',
      'INVALID_TICKET',
      'REJECTED',
      'WRONG_PROCESS',
    ]) {
      assert.ok((errors[`ERR_HANDOFF_${code}`] ?? 0) > 0, `${code} never came`);
    }
  });
});
