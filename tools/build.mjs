// npm run build

import { runCommand } from './failure.mjs';
import { prepare } from './setup/prepare.mjs';

await runCommand(async () => {
  await prepare();
  return 0;
});
