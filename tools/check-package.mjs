// npm run check-package -- (--dll PATH | --package NAME) [--json] …: security-package/check says the rest

import { runCommand } from './failure.mjs';
import { inRepository } from './repository.mjs';
import { prepare } from './setup/prepare.mjs';
import { runWindowsProgram } from './windows-program.mjs';

const folder = process.platform === 'win32' ? 'Release' : 'mingw-x64';

await runCommand(async (args) => {
  await prepare();
  return runWindowsProgram(inRepository('build', folder, 'check_package.exe'), args);
});
