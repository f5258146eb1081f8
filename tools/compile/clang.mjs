// Compiles the cross build with clang as well, for the warnings of clang and clang-tidy. The binaries
// are never run.

import { resolve } from 'node:path';

import { outcomeOf } from '../program.mjs';
import { inRepository } from '../repository.mjs';
import { findClang, findClangTidy, findCompiler } from '../setup/programs.mjs';
import { generateNinjaFile, runNinja } from './ninja-file.mjs';

const output = inRepository('build', 'clang-x64');

/** @type {import('../steps.mjs').Step} */
export const clangBuild = {
  title: 'C++ with clang and clang-tidy',

  async run(report) {
    const [gcc, clang, tidy] = await Promise.all([findCompiler(), findClang(), findClangTidy()]);
    await generateNinjaFile(output, {
      compiler: [clang, ...(await mingwFlags(String(gcc)))].join(' '),
      linker: gcc,
      tidy: `${tidy} --quiet`,
    });
    // One run reports all problems.
    await runNinja(output, ['-k', '0'], report);
  },
};

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
