// The npm scripts that need no file of their own: node tools/run.mjs SCRIPT [ARGUMENT]…

import { clangBuild, clangCxx20Build } from './compile/clang.mjs';
import { msvcSettings } from './compile/msvc-settings.mjs';
import { arm64Build, ia32Build } from './compile/processors.mjs';
import { reproduction } from './compile/reproduction.mjs';
import { Failure, runCommand } from './failure.mjs';
import { nameMitKerberos, products } from './products.mjs';
import { run } from './program.mjs';
import { inRepository } from './repository.mjs';
import {
  prepare,
  prepareChecks,
  prepareClang,
  prepareProcessorChecks,
  prepareWindowsChecks,
  prepareWithPackage,
} from './setup/prepare.mjs';
import { findClangFormat } from './setup/programs.mjs';
import { takeSteps } from './steps.mjs';
import { nativeSources, prettier, runChecks, typedoc } from './test/checks.mjs';
import { TARGET } from './test/realm.mjs';
import { registrationProgram, surroundingsOf } from './test/surroundings.mjs';
import { reportTotals } from './test/totals.mjs';
import { runWindowsNode, runWindowsProgram } from './windows-node.mjs';

/** @typedef {(args: string[]) => Promise<number>} Script returns the exit code */

/**
 * Runs a program together with the KDC of the package that its arguments name, if it needs one.
 *
 * @param {import('./products.mjs').Products} needs
 * @param {string[]} args
 * @param {(env: NodeJS.ProcessEnv) => Promise<number>} runProgram
 */
async function withPackage(needs, args, runProgram) {
  await prepareWithPackage(needs, args);
  const { env, stop } = await surroundingsOf(args);
  try {
    return await runProgram(env);
  } finally {
    await stop();
  }
}

/**
 * @param {import('./products.mjs').Products} needs
 * @param {string[]} command of Node.js for Windows
 * @returns {Script}
 */
const inWindowsNode =
  (needs, ...command) =>
  (args) =>
    withPackage(needs, args, (env) => runWindowsNode([...command, ...args], { env }));

/**
 * @param {() => Promise<void>} prepare
 * @param {import('./steps.mjs').Step[]} steps
 * @returns {Script}
 */
const onLinux =
  (prepare, ...steps) =>
  async () => {
    if (process.platform !== 'linux') throw new Failure('This check works only on Linux.');
    await prepare();
    await takeSteps(steps);
    return 0;
  };

/** @type {Record<string, Script>} */
const SCRIPTS = {
  async build() {
    await prepare(products.everything);
    return 0;
  },

  // [--json] [--package NAME]
  demo: inWindowsNode(products.demo, 'build/examples/handoff-over-tcp/main.js'),

  // [--this-machine-is-disposable] [--route providers | sspi | lsa]
  'reference:register': inWindowsNode(products.registration, registrationProgram, 'register'),

  // [--this-machine-is-disposable]
  'reference:unregister': inWindowsNode(products.registration, registrationProgram, 'unregister'),

  // [--json] [--package NAME] [--transfers N] [--seed S]
  'test:faults': inWindowsNode(products.faults, 'build/test/faults/main.js'),

  // [--json] [--package NAME] [--transfers N] [--seed S]
  'test:load': inWindowsNode(
    products.testProgram,
    ...['--expose-gc', 'build/test/windows/support/load.js'],
  ),

  'test:soak': inWindowsNode(
    products.testProgram,
    ...['--expose-gc', 'build/test/windows/support/soak.js'],
  ),

  // (--dll PATH | --package NAME) [--json] … The checker explains its other options.
  async 'check-package'(args) {
    const folder = process.platform === 'win32' ? 'Release' : 'mingw-x64';
    const checker = inRepository('build', folder, 'check_package.exe');
    const target = nameMitKerberos(args) && !args.includes('--target') ? ['--target', TARGET] : [];
    return withPackage(products.checker, args, (env) =>
      runWindowsProgram(checker, [...args, ...target], { env }),
    );
  },

  async check() {
    await prepareChecks();
    return reportTotals([await runChecks()]);
  },

  'check:clang': onLinux(prepareClang, clangBuild),

  'check:processors': onLinux(prepareProcessorChecks, ia32Build, arm64Build),

  'check:reproducible': onLinux(() => prepare(products.published), reproduction),

  'check:windows': onLinux(prepareWindowsChecks, msvcSettings, clangCxx20Build),

  /** Builds the site: the pages of docs/ and the API reference from the docstrings. */
  async docs() {
    await prepareChecks();
    await run(process.execPath, [typedoc]);
    process.stdout.write('The site is in build/docs/index.html.\n');
    return 0;
  },

  async format() {
    await prepareChecks();
    await run(process.execPath, [prettier, '--write', '--log-level=warn', '.']);
    const clangFormat = await findClangFormat();
    if (clangFormat) await run(clangFormat, ['-i', ...nativeSources()]);
    else process.stderr.write('clang-format 14 is missing. The C++ files were not formatted.\n');
    return 0;
  },
};

await runCommand(async ([name = '', ...args]) => {
  const script = SCRIPTS[name];
  if (!script) throw new Failure(`Name one of these scripts: ${Object.keys(SCRIPTS).join(', ')}.`);
  return script(args);
});
