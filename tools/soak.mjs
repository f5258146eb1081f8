// npm run test:soak: what takes minutes, and says in figures how it went

import { runCommand } from './failure.mjs';
import { prepare } from './setup/prepare.mjs';
import { runWindowsNode } from './windows-node.mjs';

await runCommand(async () => {
  await prepare();
  return runWindowsNode(['--expose-gc', 'build/test/windows/support/soak.js']);
});
