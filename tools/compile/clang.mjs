// The same cross build with clang, for its warnings and for clang-tidy's: nothing of it is run.

import { resolve } from 'node:path';

import { outcomeOf, run } from '../program.mjs';
import { inRepository } from '../repository.mjs';
import { findClang, findClangTidy, findCompiler } from '../setup/programs.mjs';
import { generateNinjaFile } from './ninja-file.mjs';

const output = inRepository('build', 'clang-x64');

/**
 * Compiles and checks what has changed since the last time; ninja tells by sources and headers.
 *
 * @type {import('../steps.mjs').Step}
 */
export const clangBuild = {
  title: 'C++ by clang and clang-tidy',

  async run(report) {
    const [gcc, clang, tidy] = await Promise.all([findCompiler(), findClang(), findClangTidy()]);
    await generateNinjaFile(output, {
      compiler: [clang, ...(await mingwFlags(String(gcc)))].join(' '),
      linker: gcc,
      tidy: `${tidy} --quiet`,
    });
    // To the end, so that one run finds all that there is to find.
    await run('ninja', ['-C', output, '-k', '0'], {
      onLine: (line) => line.startsWith('[') && report(line),
    });
  },
};

/**
 * Clang has no headers of its own for Windows, and would look for some among those of Linux.
 *
 * @param {string} gcc
 */
async function mingwFlags(gcc) {
  const { output } = await outcomeOf(gcc, ['-E', '-v', '-x', 'c++', '/dev/null']);
  const [, list = ''] = /^#include <.*\n((?: .*\n)*)/m.exec(output) ?? [];
  const folders = list.split('\n').flatMap((line) => (line ? resolve(line.trim()) : []));
  const isOfCxx = (/** @type {string} */ folder) => /\/c\+\+(\/|$)/.test(folder);
  const isOfGcc = (/** @type {string} */ folder) =>
    /\/include(-fixed)?$/.test(folder) && folder.includes('/gcc/');
  return [
    '--target=x86_64-w64-mingw32',
    ...['-nostdlibinc', '-nostdinc++'],
    ...folders.filter(isOfCxx).map((folder) => `-isystem${folder}`),
    // After clang's own, which has the intrinsics.
    ...folders
      .filter((folder) => !isOfCxx(folder) && !isOfGcc(folder))
      .map((folder) => `-idirafter${folder}`),
  ];
}
