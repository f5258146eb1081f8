import assert from 'node:assert/strict';

import { openHandles } from 'sspi-handoff';

// A root hook runs after each test of the suite.
afterEach('each test closes its handles', () => {
  assert.deepEqual(openHandles(), { accessTokens: 0, credentials: 0, securityContexts: 0 });
});
