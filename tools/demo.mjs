// npm run demo [-- --json] [-- --package NAME]

import { runCommand } from './failure.mjs';
import { prepare } from './setup/prepare.mjs';
import { runWindowsNode } from './windows-node.mjs';

await runCommand(async (args) => {
  await prepare();
  return runWindowsNode(['build/examples/handoff-over-tcp/main.js', ...args]);
});
