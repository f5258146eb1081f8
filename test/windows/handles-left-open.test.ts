import assert from 'node:assert/strict';

import { openHandles } from 'sspi-handoff';

// A root hook: it follows every test of the suite.
afterEach('leaves no handle open', () => {
  assert.deepEqual(openHandles(), { accessTokens: 0, credentials: 0, securityContexts: 0 });
});
