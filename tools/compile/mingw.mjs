// The cross build on Linux: ninja builds with MinGW from the sources in binding.gyp.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Failure } from '../failure.mjs';
import { run } from '../program.mjs';
import { inRepository } from '../repository.mjs';
import { findCompiler } from '../setup/programs.mjs';
import { faultyReferencePackage, referencePackage, system32 } from '../wine/prefix.mjs';
import { generateNinjaFile, runNinja } from './ninja-file.mjs';
import { replaceFile } from './output-file.mjs';

const output = inRepository('build', 'mingw-x64');
const addon = join(output, 'sspi-handoff.node');

/** src/native.ts looks for the addon where prebuildify puts it. */
const prebuilt = inRepository('prebuilds', 'win32-x64', 'sspi-handoff.node');

/** node.exe is not in the list, because any executable may load the addon. */
const ALLOWED_IMPORTS = ['ADVAPI32.dll', 'KERNEL32.dll', 'Secur32.dll', 'bcrypt.dll', 'msvcrt.dll'];

/**
 * @param {string[] | undefined} files the binaries to build; all of them by default
 * @param {import('../steps.mjs').Report} report
 */
export async function buildWithMingw(files, report) {
  await generateNinjaFile(output, { compiler: await findCompiler() });
  await runNinja(output, files ?? [], report);

  if (existsSync(addon)) {
    await checkImports();
    replaceFile(prebuilt, readFileSync(addon));
  }
  for (const dll of [referencePackage, faultyReferencePackage]) {
    const built = join(output, dll);
    if (existsSync(built)) replaceFile(join(system32, dll), readFileSync(built));
  }
}

async function checkImports() {
  const headers = await run('x86_64-w64-mingw32-objdump', ['--private-headers', addon]);
  const imports = [...headers.matchAll(/DLL Name: (\S+)/g)].map(([, name]) => String(name));
  const surplus = imports.filter((name) => !ALLOWED_IMPORTS.includes(name));
  if (surplus.length === 0) return;
  throw new Failure(
    `${addon} imports ${surplus.join(', ')}. The addon may import only ` +
      `${ALLOWED_IMPORTS.join(', ')}. Check the libraries and ldflags in binding.gyp.`,
  );
}
