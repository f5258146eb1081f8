// npm run docs builds the site: the pages of docs/ and the API reference from the docstrings.

import { runCommand } from './failure.mjs';
import { run } from './program.mjs';
import { prepareChecks } from './setup/prepare.mjs';
import { typedoc } from './test/checks.mjs';

await runCommand(async () => {
  await prepareChecks();
  await run(process.execPath, [typedoc]);
  process.stdout.write('The site is in build/docs/index.html.\n');
  return 0;
});
