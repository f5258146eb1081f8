// npm run check:clang

import { clangBuild } from './compile/clang.mjs';
import { Failure, runCommand } from './failure.mjs';
import { prepareClang } from './setup/prepare.mjs';
import { takeSteps } from './steps.mjs';

await runCommand(async () => {
  if (process.platform !== 'linux') throw new Failure('npm run check:clang works only on Linux.');
  await prepareClang();
  await takeSteps([clangBuild]);
  return 0;
});
