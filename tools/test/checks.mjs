// Checks the sources without running them, on every platform. clang-format may be missing.

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { tscArguments } from '../compile/typescript.mjs';
import { outcomeOf } from '../program.mjs';
import { inRepository } from '../repository.mjs';
import { findClangFormat } from '../setup/programs.mjs';
import { elapsed } from '../steps.mjs';
import { noTotals, print } from './totals.mjs';

export const prettier = inRepository('node_modules', 'prettier', 'bin', 'prettier.cjs');
export const typedoc = inRepository('node_modules', 'typedoc', 'bin', 'typedoc');
const verification = inRepository('tools', 'verification.mjs');
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

/**
 * Runs the checks at the same time, and reports them in order.
 *
 * @param {NodeJS.WritableStream} [output]
 */
export async function runChecks(output) {
  print('\nchecks', output);
  const env = { ...process.env, [process.stdout.isTTY ? 'FORCE_COLOR' : 'NO_COLOR']: '1' };
  const node = process.execPath;
  const clangFormat = await findClangFormat();
  // Otherwise the checks slow the tests of the other lane.
  const lowPriority = process.platform === 'win32' ? [] : ['nice'];
  const started = performance.now();
  const checks = Object.entries({
    'types (tsc)': [node, ...tscArguments],
    'lint (eslint)': [node, eslint, '--max-warnings=0', '.'],
    'documentation (typedoc)': [node, typedoc, '--emit', 'none', '--logLevel', 'Warn'],
    'evidence (docs/verification.md)': [node, verification, '--check'],
    'format (prettier)': [node, prettier, '--check', '--log-level=warn', '.'],
    'format of C++ (clang-format)': [clangFormat, '--dry-run', '-Werror', ...nativeSources()],
  }).map(async ([title, command]) => {
    const [program = '', ...args] = [...lowPriority, ...command.map(String)];
    const outcome = command[0] ? await outcomeOf(program, args, { env }) : undefined;
    return { title, outcome, time: elapsed(started) };
  });
  const totals = noTotals();
  for (const check of checks) {
    const { title, outcome, time } = await check;
    if (!outcome) {
      totals.skipped.push(`${title}: the program is not installed`);
      print(`  - ${title}`, output);
    } else if (outcome.exitCode === 0) {
      totals.passed++;
      print(`  ✓ ${title}, ${time}`, output);
    } else {
      totals.failures.push(`${title}\n${outcome.output.trim()}`);
      print(`  ✗ ${title}, ${time}\n\n${outcome.output.trim()}\n`, output);
    }
  }
  return totals;
}
