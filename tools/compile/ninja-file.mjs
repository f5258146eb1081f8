// How binding.gyp becomes a build.ninja for MinGW: gyp reads it, our generator writes.

import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

import { run } from '../program.mjs';
import { inCache, inRepository } from '../repository.mjs';
import { replaceFile } from './output-file.mjs';

/**
 * @typedef {object} Commands
 * @property {string | undefined} compiler
 * @property {string | undefined} [linker] the compiler, if not given
 * @property {string} [tidy] clang-tidy, to be set upon each source as well
 */

/**
 * @param {string} output the folder to build in
 * @param {Commands} commands
 */
export async function generateNinjaFile(output, commands) {
  mkdirSync(output, { recursive: true });
  replaceFile(join(output, 'node_api.def'), nodeApiDefinitions());
  const gyp = inRepository('node_modules', 'node-gyp', 'gyp', 'gyp_main.py');
  // Relative, because gyp cuts a generator's path at a hyphen, and a checkout's path may have one.
  const generator = 'tools/mingw/ninja_generator.py';
  const defaults = 'tools/mingw/addon.gypi';
  const variables = { OS: 'win', target_arch: 'x64', mingw: 1, development: 1 };
  await run(
    'python3',
    [
      ...[gyp, 'binding.gyp', '--depth=.', '--ignore-environment', '--no-parallel'],
      ...['-f', generator, '-I', defaults, `--generator-output=${output}`],
      ...Object.entries(commands).flatMap(([name, command]) => ['-G', `${name}=${command}`]),
      ...Object.entries(variables).map(([name, value]) => `-D${name}=${value}`),
    ],
    { env: { ...process.env, PYTHONPYCACHEPREFIX: inCache('python') } },
  );
}

/** What node.exe exports of Node-API, for an import library. */
function nodeApiDefinitions() {
  const { def_paths } = createRequire(import.meta.url)('node-api-headers');
  const lines = /** @type {string[]} */ (Object.values(def_paths)).flatMap((path) =>
    readFileSync(path, 'utf8').split(/\r?\n/),
  );
  const names = lines.filter((line) => /^(napi|node)_/.test(line));
  return Buffer.from(['NAME node.exe', 'EXPORTS', ...new Set(names), ''].join('\n'));
}
