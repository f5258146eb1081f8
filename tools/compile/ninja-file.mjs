// Makes a build.ninja for MinGW from binding.gyp: gyp reads it, tools/mingw/ninja_generator.py writes.

import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

import { run } from '../program.mjs';
import { inCache, root } from '../repository.mjs';
import { findCcache } from '../setup/programs.mjs';
import { runGyp } from './gyp.mjs';
import { replaceFile } from './output-file.mjs';

/**
 * @typedef {object} Commands
 * @property {string | undefined} compiler
 * @property {string} [tools] the beginning of the names of windres and dlltool
 * @property {string | undefined} [launcher] ccache by default, where it is installed
 * @property {string} [tidy] clang-tidy, which also checks each source if given
 * @property {string} [options] override the compiler options of binding.gyp
 *
 * @param {string} output the build folder
 * @param {Commands} commands
 * @param {Record<string, string | number>} [variables] for binding.gyp
 */
export async function generateNinjaFile(output, commands, variables = { development: 1 }) {
  mkdirSync(output, { recursive: true });
  replaceFile(join(output, 'node_api.def'), nodeApiDefinitions());
  const flags = { tools: 'x86_64-w64-mingw32', launcher: await findCcache(), ...commands };
  // A relative path, because gyp cuts a generator's path at a hyphen.
  await runGyp('tools/mingw/ninja_generator.py', output, {
    includes: ['tools/mingw/addon.gypi'],
    variables: { OS: 'win', target_arch: 'x64', ...variables },
    flags: Object.entries(flags).flatMap(([name, flag]) => (flag ? [`${name}=${flag}`] : [])),
  });
}

/**
 * @param {string} output the build folder
 * @param {string[]} args
 * @param {import('../steps.mjs').Report} report
 */
export async function runNinja(output, args, report) {
  // ccache then reuses objects in every checkout on this machine.
  const ccache = { CCACHE_BASEDIR: root, CCACHE_COMPILERCHECK: 'content', CCACHE_NOHASHDIR: '1' };
  const zig = { ZIG_GLOBAL_CACHE_DIR: inCache('zig') };
  await run('ninja', ['-C', output, ...args], {
    env: { ...process.env, ...ccache, ...zig },
    onLine: (line) => line.startsWith('[') && report(line),
  });
}

/** Returns the definitions of an import library for the Node-API functions of node.exe. */
function nodeApiDefinitions() {
  const { def_paths } = createRequire(import.meta.url)('node-api-headers');
  const lines = /** @type {string[]} */ (Object.values(def_paths)).flatMap((path) =>
    readFileSync(path, 'utf8').split(/\r?\n/),
  );
  const names = lines.filter((line) => /^(napi|node)_/.test(line));
  return Buffer.from(['NAME node.exe', 'EXPORTS', ...new Set(names), ''].join('\n'));
}
