import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';

import { probe } from './support/win32-probe';

describe('The search for secrets in memory', function () {
  this.timeout(60_000);

  const size = 16;

  it('finds a secret, and continues while another thread frees memory', () => {
    const mask = randomBytes(size);
    const secret = randomBytes(size);
    const masked = Buffer.alloc(size);
    secret.forEach((byte, index) => (masked[index] = byte ^ (mask[index] ?? 0)));
    probe.startVanishingMemory();
    try {
      for (let round = 0; round < 3; round++) {
        assert.notDeepEqual(probe.searchMemory(mask, masked), []);
      }
      secret.fill(0);
      assert.deepEqual(probe.searchMemory(mask, masked), []);
    } finally {
      probe.stopVanishingMemory();
    }
  });
});
