// From whatever this machine has to a checkout that is set up and built.

import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { build } from '../compile/build.mjs';
import { Failure } from '../failure.mjs';
import { oneAtATime } from '../lock.mjs';
import { takeSteps } from '../steps.mjs';
import { referencePackage } from '../wine/prefix.mjs';
import { benchPackages, npmDependencies } from './npm-dependencies.mjs';
import { clangPrograms, programs } from './programs.mjs';
import { windowsNode } from './windows-node.mjs';
import { lsaRouteWinePrefix, winePrefix } from './wine-prefix.mjs';

/**
 * A step that can be interrupted at any moment: it is done entirely, or it starts again next time.
 *
 * @typedef {import('../steps.mjs').Step & { isDone: () => boolean | Promise<boolean> }} SetupStep
 */

/** What it takes to build and run Windows programs on this machine. */
function setupSteps() {
  if (process.platform === 'win32') return [npmDependencies];
  if (process.platform === 'linux' && process.arch === 'x64') {
    return [programs, npmDependencies, windowsNode, winePrefix, lsaRouteWinePrefix];
  }
  throw new Failure(
    `The addon is for Windows. It is built and tested on Windows, or on x86-64 Linux with Wine, ` +
      `but not on ${process.platform} ${process.arch}.\n` +
      'What works here: npm run check (format, lint, types) and npm run format.',
  );
}

/** Sets up what is missing and builds what has changed. */
export const prepare = () => setUp(setupSteps());

/** The same, and what the benchmarks compare with. */
export const prepareBench = () => setUp([...setupSteps(), benchPackages]);

/** @param {SetupStep[]} steps */
const setUp = (steps) =>
  oneAtATime(async () => {
    await takeSteps([...(await undone(steps)), build]);
    if (process.platform === 'win32') sayIfReferencePackageIsMissing();
  });

/** Sets up only what the checks need, which is the same everywhere. */
export const prepareChecks = () =>
  oneAtATime(async () => {
    await takeSteps(await undone([npmDependencies]));
  });

/** Sets up what the second compiler and its linter need. */
export const prepareClang = () =>
  oneAtATime(async () => {
    await takeSteps(await undone([npmDependencies, clangPrograms]));
  });

/** On Linux it is registered in a prefix of our own. On Windows that is for the owner to decide. */
function sayIfReferencePackageIsMissing() {
  if (existsSync(join(String(process.env.SystemRoot), 'System32', referencePackage))) return;
  process.stderr.write(
    'The reference package is not registered on this computer: what needs it does not run.\n' +
      'Registering it is machine-wide, for virtual machines and CI runners. As administrator, copy\n' +
      `build\\Release\\${referencePackage} to System32 and add its name to the value SecurityProviders\n` +
      'of HKLM\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders.\n',
  );
}

/** @param {SetupStep[]} steps */
async function undone(steps) {
  const done = await Promise.all(steps.map((step) => step.isDone()));
  return steps.filter((_, index) => !done[index]);
}
