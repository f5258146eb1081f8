// npm run test:faults [-- --json] [-- --transfers N] [-- --seed S]

import { runCommand } from './failure.mjs';
import { prepare } from './setup/prepare.mjs';
import { runWindowsNode } from './windows-node.mjs';

await runCommand(async (args) => {
  await prepare();
  return runWindowsNode(['build/test/faults/main.js', ...args]);
});
