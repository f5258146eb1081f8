// What can be said about the sources without running them. All of it works on any platform, except
// that the C++ formatter has to be there.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { tscArguments } from '../compile/typescript.mjs';
import { outcomeOf } from '../program.mjs';
import { inRepository } from '../repository.mjs';
import { findClangFormat } from '../setup/programs.mjs';
import { elapsed } from '../steps.mjs';

/**
 * @typedef {{ title: string, program: string | undefined, args: string[] }} Check
 * @typedef {import('./totals.mjs').Totals} Totals
 */

export const prettier = inRepository('node_modules', 'prettier', 'bin', 'prettier.cjs');

/** The C++ sources, ours all of them. */
export function nativeSources() {
  return ['native', 'test', 'bench'].flatMap((folder) =>
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
  return [
    { title: 'types (tsc)', program: node, args: tscArguments },
    { title: 'lint (eslint)', program: node, args: [eslint, '--max-warnings=0', '.'] },
    {
      title: 'documentation (typedoc)',
      program: node,
      args: [typedoc, '--emit', 'none', '--logLevel', 'Warn'],
    },
    {
      title: 'format (prettier)',
      program: node,
      args: [prettier, '--check', '--log-level=warn', '.'],
    },
    {
      title: 'format of C++ (clang-format)',
      program: await findClangFormat(),
      args: ['--dry-run', '-Werror', ...nativeSources()],
    },
  ];
}

/** @returns {Promise<Totals>} */
export async function runChecks() {
  process.stdout.write('\nchecks\n');
  const totals = { passed: 0, failed: 0, skipped: /** @type {string[]} */ ([]) };
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
      totals.failed++;
      process.stdout.write(`  ✗ ${check.title}, ${time}\n\n${output}\n\n`);
    }
  }
  return totals;
}

/** @param {Check} check */
async function runCheck({ program, args }) {
  const started = performance.now();
  const env = { ...process.env, [process.stdout.isTTY ? 'FORCE_COLOR' : 'NO_COLOR']: '1' };
  const outcome = program ? await outcomeOf(program, args, { env }) : undefined;
  return { exitCode: outcome?.exitCode, output: outcome?.output.trim(), time: elapsed(started) };
}
