// npm run docs: the API reference, made of the docstrings

import { runCommand } from './failure.mjs';
import { run } from './program.mjs';
import { prepareChecks } from './setup/prepare.mjs';
import { typedoc } from './test/checks.mjs';

await runCommand(async () => {
  await prepareChecks();
  await run(process.execPath, [typedoc]);
  process.stdout.write('The API reference is in build/docs/index.html.\n');
  return 0;
});
