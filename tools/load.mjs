// npm run test:load [-- --json] [-- --transfers N] [-- --seed S]: many handoffs at once, a tenth of which
// have their connection reset by the client, and in figures how it went

import { runCommand } from './failure.mjs';
import { prepare } from './setup/prepare.mjs';
import { runWindowsNode } from './windows-node.mjs';

await runCommand(async (args) => {
  await prepare();
  return runWindowsNode(['--expose-gc', 'build/test/windows/support/load.js', ...args]);
});
