// Checks the sources without running them, on every platform. clang-format may be missing.

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { tscArguments } from '../compile/typescript.mjs';
import { outcomeOf } from '../program.mjs';
import { inRepository } from '../repository.mjs';
import { findClangFormat } from '../setup/programs.mjs';
import { runInParallel } from './totals.mjs';

export const prettier = inRepository('node_modules', 'prettier', 'bin', 'prettier.cjs');
export const typedoc = inRepository('node_modules', 'typedoc', 'bin', 'typedoc');
const eslint = inRepository('node_modules', 'eslint', 'bin', 'eslint.js');

export function nativeSources() {
  return ['native', 'security-package', 'test', 'bench', 'tools']
    .filter((folder) => existsSync(inRepository(folder)))
    .flatMap((folder) =>
      readdirSync(inRepository(folder), { recursive: true, encoding: 'utf8' })
        .filter((file) => /\.(cc|h)$/.test(file))
        .map((file) => join(folder, file)),
    );
}

export async function runChecks() {
  process.stdout.write('\nchecks\n');
  const node = process.execPath;
  const typedocArguments = ['--emit', 'none', '--logLevel', 'Warn'];
  const clangFormat = await findClangFormat();
  return runInParallel([
    check('types (tsc)', node, tscArguments),
    check('lint (eslint)', node, [eslint, '--max-warnings=0', '.']),
    check('documentation (typedoc)', node, [typedoc, ...typedocArguments]),
    check('format (prettier)', node, [prettier, '--check', '--log-level=warn', '.']),
    check('format of C++ (clang-format)', clangFormat, [
      '--dry-run',
      '-Werror',
      ...nativeSources(),
    ]),
  ]);
}

/**
 * @param {string} title
 * @param {string | undefined} program
 * @param {string[]} args
 * @returns {import('./totals.mjs').Check}
 */
function check(title, program, args) {
  const env = { ...process.env, [process.stdout.isTTY ? 'FORCE_COLOR' : 'NO_COLOR']: '1' };
  const run = async () => {
    if (!program) return { skipped: 'the program is not installed' };
    const { exitCode, output } = await outcomeOf(program, args, { env });
    return exitCode === 0 ? {} : { failure: output.trim() };
  };
  return { title, run };
}
