// npm run check-package -- (--dll PATH | --package NAME) [--json] …
// The checker explains its other options.

import { runCommand } from './failure.mjs';
import { products } from './products.mjs';
import { inRepository } from './repository.mjs';
import { prepare } from './setup/prepare.mjs';
import { runWindowsProgram } from './windows-node.mjs';

const folder = process.platform === 'win32' ? 'Release' : 'mingw-x64';

await runCommand(async (args) => {
  await prepare(products.checker);
  return runWindowsProgram(inRepository('build', folder, 'check_package.exe'), args);
});
