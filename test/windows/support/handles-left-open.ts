/**
 * Root hooks of mocha for the tests on Windows, loaded with --require.
 */
import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';

import { openHandles } from 'sspi-handoff';

const none = { accessTokens: 0, credentials: 0, securityContexts: 0 };

export const mochaHooks = {
  async afterEach(): Promise<void> {
    // A thread of the pool closes the handles of a withdrawn offer a moment after dispose().
    for (let wait = 0; wait < 100; wait++) {
      if (Object.values(openHandles()).every((count) => count === 0)) break;
      await delay(10);
    }
    assert.deepEqual(openHandles(), none, 'The test leaves handles open');
  },
};
