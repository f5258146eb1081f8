// What can be said about the sources without running them. All of it works on any platform, except
// that the C++ formatter has to be there.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { tscArguments } from '../compile/typescript.mjs';
import { outcomeOf } from '../program.mjs';
import { inRepository } from '../repository.mjs';
import { findClangFormat } from '../setup/programs.mjs';
import { elapsed } from '../steps.mjs';
import { noTotals } from './totals.mjs';

/**
 * @typedef {object} Check
 * @property {string} title
 * @property {() => Promise<{ exitCode: number, output: string } | undefined>} run gives nothing if its program is missing
 * @typedef {import('./totals.mjs').Totals} Totals
 */

export const prettier = inRepository('node_modules', 'prettier', 'bin', 'prettier.cjs');

/** The C++ sources, ours all of them. */
export function nativeSources() {
  return ['native', 'security-package', 'test', 'bench', 'tools'].flatMap((folder) =>
    readdirSync(inRepository(folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.(cc|h)$/.test(file))
      .map((file) => join(folder, file)),
  );
}

export const typedoc = inRepository('node_modules', 'typedoc', 'bin', 'typedoc');

/** @returns {Promise<Check[]>} */
async function checks() {
  const eslint = inRepository('node_modules', 'eslint', 'bin', 'eslint.js');
  const node = process.execPath;
  const clangFormat = await findClangFormat();
  return [
    { title: 'types (tsc)', run: running(node, tscArguments) },
    { title: 'lint (eslint)', run: running(node, [eslint, '--max-warnings=0', '.']) },
    {
      title: 'documentation (typedoc)',
      run: running(node, [typedoc, '--emit', 'none', '--logLevel', 'Warn']),
    },
    {
      title: 'format (prettier)',
      run: running(node, [prettier, '--check', '--log-level=warn', '.']),
    },
    {
      title: 'format of C++ (clang-format)',
      run: running(clangFormat, ['--dry-run', '-Werror', ...nativeSources()]),
    },
  ];
}

/** @returns {Promise<Totals>} */
export async function runChecks() {
  process.stdout.write('\nchecks\n');
  const totals = noTotals();
  // All at once, reported in order.
  const outcomes = (await checks()).map((check) => ({ check, outcome: runCheck(check) }));
  for (const { check, outcome } of outcomes) {
    const { exitCode, output, time } = await outcome;
    if (exitCode === undefined) {
      totals.skipped.push(`${check.title}: the program is not installed`);
      process.stdout.write(`  - ${check.title}\n`);
    } else if (exitCode === 0) {
      totals.passed++;
      process.stdout.write(`  ✓ ${check.title}, ${time}\n`);
    } else {
      totals.failures.push(`${check.title}\n${output}`);
      process.stdout.write(`  ✗ ${check.title}, ${time}\n\n${output}\n\n`);
    }
  }
  return totals;
}

/**
 * @param {string | undefined} program
 * @param {string[]} args
 */
function running(program, args) {
  const env = { ...process.env, [process.stdout.isTTY ? 'FORCE_COLOR' : 'NO_COLOR']: '1' };
  return async () => (program ? outcomeOf(program, args, { env }) : undefined);
}

/** @param {Check} check */
async function runCheck({ run }) {
  const started = performance.now();
  const outcome = await run();
  return { exitCode: outcome?.exitCode, output: outcome?.output.trim(), time: elapsed(started) };
}
