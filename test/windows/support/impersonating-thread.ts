/** A thread that impersonates without end. */
import { parentPort } from 'node:worker_threads';

import { AccessToken } from 'sspi-handoff';

const token = AccessToken.ofProcess();
token.impersonate(() => {
  parentPort?.postMessage('impersonating');
  for (;;) token.userSync();
});
