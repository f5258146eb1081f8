// npm run format

import { runCommand } from './failure.mjs';
import { run } from './program.mjs';
import { prepareChecks } from './setup/prepare.mjs';
import { findClangFormat } from './setup/programs.mjs';
import { nativeSources, prettier } from './test/checks.mjs';

await runCommand(async () => {
  await prepareChecks();
  await run(process.execPath, [prettier, '--write', '--log-level=warn', '.']);
  const clangFormat = await findClangFormat();
  if (clangFormat) await run(clangFormat, ['-i', ...nativeSources()]);
  else
    process.stderr.write('clang-format 14 is not installed. The C++ files were not formatted.\n');
  return 0;
});
