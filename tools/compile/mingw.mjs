// The cross build on Linux: ninja builds with MinGW from the sources in binding.gyp.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { inRepository } from '../repository.mjs';
import { findCompiler, warningOptions } from '../setup/programs.mjs';
import { checkHeaders } from './binary-headers.mjs';
import { generateNinjaFile, runNinja } from './ninja-file.mjs';
import { replaceFile } from './output-file.mjs';

const output = inRepository('build', 'mingw-x64');
const addon = join(output, 'sspi-handoff.node');

/** src/native.ts looks for the addon where prebuildify puts it. */
const prebuilt = inRepository('prebuilds', 'win32-x64', 'sspi-handoff.node');

/**
 * @param {string[] | undefined} files the binaries to build; all of them by default
 * @param {import('../steps.mjs').Report} report
 */
export async function buildWithMingw(files, report) {
  const compiler = String(await findCompiler());
  await generateNinjaFile(output, { compiler, options: await warningOptions(compiler) });
  await runNinja(output, files ?? [], report);

  if (existsSync(addon)) {
    await checkHeaders(addon, 'x64');
    replaceFile(prebuilt, readFileSync(addon));
  }
}
