// Builds the addon for the processors that nothing here can run. MSVC builds their published binaries.

import { join } from 'node:path';

import { inRepository } from '../repository.mjs';
import { zigProgram } from '../setup/npm-dependencies.mjs';
import { findIa32Compiler, warningOptions } from '../setup/programs.mjs';
import { checkHeaders } from './binary-headers.mjs';
import { generateNinjaFile, runNinja } from './ninja-file.mjs';

/** @type {import('../steps.mjs').Step} */
export const ia32Build = {
  title: 'addon for ia32',

  async run(report) {
    const output = inRepository('build', 'mingw-ia32');
    const compiler = String(await findIa32Compiler());
    const commands = {
      compiler,
      tools: 'i686-w64-mingw32',
      options: await warningOptions(compiler),
    };
    await generateNinjaFile(output, commands, { target_arch: 'ia32' });
    await runNinja(output, ['sspi-handoff.node'], report);
    await checkHeaders(join(output, 'sspi-handoff.node'), 'ia32');
  },
};

/**
 * Compiles only. Debian has no MinGW for arm64, and Zig cannot delay the import of node.exe.
 *
 * @type {import('../steps.mjs').Step}
 */
export const arm64Build = {
  title: 'C++ for arm64 with Zig',

  async run(report) {
    const output = inRepository('build', 'zig-arm64');
    const compiler = `${zigProgram} c++ --target=aarch64-windows-gnu`;
    const commands = { compiler, launcher: undefined, options: '-Werror -O0' };
    await generateNinjaFile(output, commands, { target_arch: 'arm64' });
    await runNinja(output, ['-k', '0', 'compiled'], report);
  },
};
