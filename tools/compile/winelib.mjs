// Builds MitKerberos, the security package of test/mit-kerberos. Winelib compiles it to a library of Linux
// that Wine loads as a DLL.

import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { run } from '../program.mjs';
import { inRepository } from '../repository.mjs';
import { findWinelib, warningOptions } from '../setup/programs.mjs';
import { mitKerberos, winelibFolder } from '../wine/prefix.mjs';
import { generateNinjaFile, runNinja } from './ninja-file.mjs';
import { replaceFile } from './output-file.mjs';

const output = inRepository('build', 'winelib-x64');
const library = `${mitKerberos}.so`;

/**
 * Builds nothing where Winelib or the headers of MIT's Kerberos are missing.
 *
 * @param {import('../steps.mjs').Report} report
 */
export async function buildMitKerberos(report) {
  const compiler = await findWinelib();
  if (!compiler) return;
  const commands = { compiler, options: await warningOptions(compiler) };
  await generateNinjaFile(output, commands, { winelib: 1 });
  await runNinja(output, [library], report);
  replaceFile(join(winelibFolder, 'x86_64-unix', library), readFileSync(join(output, library)));

  // The placeholder for system32.
  const placeholder = join(winelibFolder, 'x86_64-windows', mitKerberos);
  mkdirSync(join(winelibFolder, 'x86_64-windows'), { recursive: true });
  const exports = inRepository('test', 'mit-kerberos', 'package', 'mit_kerberos.spec');
  const options = ['--fake-module', '-m64', '--dll', '-E', exports, '-F', mitKerberos];
  await run('winebuild', [...options, '-o', placeholder]);
}
