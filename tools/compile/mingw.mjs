// The cross build on Linux: gyp reads binding.gyp, our generator writes build.ninja, ninja builds.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Failure } from '../failure.mjs';
import { run } from '../program.mjs';
import { inRepository } from '../repository.mjs';
import { findCompiler } from '../setup/programs.mjs';
import { faultyReferencePackage, referencePackage, system32 } from '../wine/prefix.mjs';
import { generateNinjaFile } from './ninja-file.mjs';
import { isSame, replaceFile } from './output-file.mjs';

const output = inRepository('build', 'mingw-x64');
const addon = join(output, 'sspi-handoff.node');

/** Where prebuildify would put it, and src/native.ts looks for it. */
const prebuilt = inRepository('prebuilds', 'win32-x64', 'sspi-handoff.node');

/** node.exe is not among them: the addon must not need it until it is loaded, in whatever executable. */
const ALLOWED_IMPORTS = ['ADVAPI32.dll', 'KERNEL32.dll', 'Secur32.dll', 'bcrypt.dll', 'msvcrt.dll'];

/** @param {import('../steps.mjs').Report} report */
export async function buildWithMingw(report) {
  await generateNinjaFile(output, { compiler: await findCompiler() });
  await run('ninja', ['-C', output], { onLine: (line) => line.startsWith('[') && report(line) });

  if (!isSame(addon, prebuilt)) {
    await checkImports();
    replaceFile(prebuilt, readFileSync(addon));
  }
  for (const dll of [referencePackage, faultyReferencePackage]) {
    replaceFile(join(system32, dll), readFileSync(join(output, dll)));
  }
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
