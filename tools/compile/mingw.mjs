// The cross build on Linux: gyp reads binding.gyp, our generator writes build.ninja, ninja builds.

import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

import { Failure } from '../failure.mjs';
import { run } from '../program.mjs';
import { inCache, inRepository } from '../repository.mjs';
import { findCompiler } from '../setup/programs.mjs';
import { faultyReferencePackage, referencePackage, system32 } from '../wine/prefix.mjs';
import { isSame, replaceFile } from './output-file.mjs';

const output = inRepository('build', 'mingw-x64');
const addon = join(output, 'sspi-handoff.node');

/** Where prebuildify would put it, and node-gyp-build looks for it. */
const prebuilt = inRepository('prebuilds', 'win32-x64', 'sspi-handoff.node');

/** node.exe is not among them: the addon must not need it until it is loaded, in whatever executable. */
const ALLOWED_IMPORTS = ['ADVAPI32.dll', 'KERNEL32.dll', 'Secur32.dll', 'bcrypt.dll', 'msvcrt.dll'];

/** @param {import('../steps.mjs').Report} report */
export async function buildWithMingw(report) {
  mkdirSync(output, { recursive: true });
  replaceFile(join(output, 'node_api.def'), nodeApiDefinitions());
  await generateNinjaFile();
  await run('ninja', ['-C', output], { onLine: (line) => line.startsWith('[') && report(line) });

  if (!isSame(addon, prebuilt)) {
    await checkImports();
    replaceFile(prebuilt, readFileSync(addon));
  }
  for (const dll of [referencePackage, faultyReferencePackage]) {
    replaceFile(join(system32, dll), readFileSync(join(output, dll)));
  }
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

async function generateNinjaFile() {
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
      ...['-G', `compiler=${await findCompiler()}`],
      ...Object.entries(variables).map(([name, value]) => `-D${name}=${value}`),
    ],
    { env: { ...process.env, PYTHONPYCACHEPREFIX: inCache('python') } },
  );
}

async function checkImports() {
  const headers = await run('x86_64-w64-mingw32-objdump', ['--private-headers', addon]);
  const imports = [...headers.matchAll(/DLL Name: (\S+)/g)].map(([, name]) => String(name));
  const surplus = imports.filter((name) => !ALLOWED_IMPORTS.includes(name));
  if (surplus.length === 0) return;
  throw new Failure(
    `${addon} needs ${surplus.join(', ')} when it is loaded. Only ${ALLOWED_IMPORTS.join(', ')} ` +
      'are sure to be there: look at the libraries and ldflags in binding.gyp.',
  );
}
