// npm run check:clang

import { clangBuild } from './compile/clang.mjs';
import { Failure, runCommand } from './failure.mjs';
import { prepareClang } from './setup/prepare.mjs';
import { takeSteps } from './steps.mjs';

await runCommand(async () => {
  if (process.platform !== 'linux') throw new Failure('This is a cross build, for Linux only.');
  await prepareClang();
  await takeSteps([clangBuild]);
  return 0;
});
