// Makes a build.ninja for MinGW from binding.gyp: gyp reads it, tools/mingw/ninja_generator.py writes.

import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

import { run } from '../program.mjs';
import { inCache, inRepository, root } from '../repository.mjs';
import { findCcache } from '../setup/programs.mjs';
import { replaceFile } from './output-file.mjs';

/**
 * @typedef {object} Commands
 * @property {string | undefined} compiler
 * @property {string | undefined} [linker] the compiler by default
 * @property {string} [tidy] clang-tidy, which also checks each source if given
 *
 * @param {string} output the build folder
 * @param {Commands} commands
 * @param {Record<string, string | number>} [variables] for binding.gyp
 */
export async function generateNinjaFile(output, commands, variables = { development: 1 }) {
  mkdirSync(output, { recursive: true });
  replaceFile(join(output, 'node_api.def'), nodeApiDefinitions());
  const gyp = inRepository('node_modules', 'node-gyp', 'gyp', 'gyp_main.py');
  // A relative path, because gyp cuts a generator's path at a hyphen.
  const generator = 'tools/mingw/ninja_generator.py';
  const defaults = 'tools/mingw/addon.gypi';
  const flags = { linker: commands.compiler, launcher: await findCcache(), ...commands };
  const all = { OS: 'win', target_arch: 'x64', mingw: 1, ...variables };
  await run(
    'python3',
    [
      ...[gyp, 'binding.gyp', '--depth=.', '--ignore-environment', '--no-parallel'],
      ...['-f', generator, '-I', defaults, `--generator-output=${output}`],
      ...Object.entries(flags).flatMap(([name, flag]) => (flag ? ['-G', `${name}=${flag}`] : [])),
      ...Object.entries(all).map(([name, value]) => `-D${name}=${value}`),
    ],
    { env: { ...process.env, PYTHONPYCACHEPREFIX: inCache('python') } },
  );
}

/**
 * @param {string} output the build folder
 * @param {string[]} args
 * @param {import('../steps.mjs').Report} report
 */
export async function runNinja(output, args, report) {
  // ccache then reuses objects in every checkout on this machine.
  const ccache = { CCACHE_BASEDIR: root, CCACHE_COMPILERCHECK: 'content', CCACHE_NOHASHDIR: '1' };
  await run('ninja', ['-C', output, ...args], {
    env: { ...process.env, ...ccache },
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
