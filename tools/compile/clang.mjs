// Compiles the sources of the cross build with clang as well, for the warnings of clang and clang-tidy.
// Links nothing.

import { resolve } from 'node:path';

import { outcomeOf } from '../program.mjs';
import { inRepository } from '../repository.mjs';
import { findClang, findClangTidy, findCompiler } from '../setup/programs.mjs';
import { generateNinjaFile, runNinja } from './ninja-file.mjs';

/** @type {import('../steps.mjs').Step} */
export const clangBuild = {
  title: 'C++ with clang and clang-tidy',
  run: async (report) =>
    build('clang-x64', '', { tidy: `${await findClangTidy()} --quiet` }, report),
};

/**
 * Node.js 22 and later compile addons as C++20. MSVC refuses GNU extensions.
 *
 * @type {import('../steps.mjs').Step}
 */
export const clangCxx20Build = {
  title: 'C++20 with clang',
  run: (report) =>
    build('clang-x64-c++20', '-std=c++20 -O0 -Wpedantic -Wgnu -Wmicrosoft', {}, report),
};

/**
 * @param {string} folder
 * @param {string} options
 * @param {Partial<import('./ninja-file.mjs').Commands>} commands
 * @param {import('../steps.mjs').Report} report
 */
async function build(folder, options, commands, report) {
  const output = inRepository('build', folder);
  const [gcc, clang] = await Promise.all([findCompiler(), findClang()]);
  const compiler = [clang, ...(await mingwFlags(String(gcc)))].join(' ');
  await generateNinjaFile(output, { compiler, options: `-Werror ${options}`, ...commands });
  // One run reports all problems.
  await runNinja(output, ['-k', '0', 'compiled'], report);
}

/**
 * Clang uses the Windows headers of MinGW instead of the Linux headers.
 *
 * @param {string} gcc
 */
async function mingwFlags(gcc) {
  const { output } = await outcomeOf(gcc, ['-E', '-v', '-x', 'c++', '/dev/null']);
  const [, list = ''] = /^#include <.*\n((?: .*\n)*)/m.exec(output) ?? [];
  const folders = list.split('\n').flatMap((line) => (line ? resolve(line.trim()) : []));
  const isCxx = (/** @type {string} */ folder) => /\/c\+\+(\/|$)/.test(folder);
  const isGcc = (/** @type {string} */ folder) =>
    /\/include(-fixed)?$/.test(folder) && folder.includes('/gcc/');
  return [
    ...['--target=x86_64-w64-mingw32', '-nostdlibinc', '-nostdinc++'],
    ...folders.filter(isCxx).map((folder) => `-isystem${folder}`),
    // Clang's own folder, which has the intrinsics, comes before these.
    ...folders
      .filter((folder) => !isCxx(folder) && !isGcc(folder))
      .map((folder) => `-idirafter${folder}`),
  ];
}
