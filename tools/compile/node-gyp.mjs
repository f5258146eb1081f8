// The build on Windows: node-gyp with MSVC.

import { existsSync, readFileSync } from 'node:fs';

import { run } from '../program.mjs';
import { inRepository } from '../repository.mjs';
import { isSame, replaceFile } from './output-file.mjs';

const nodeGyp = inRepository('node_modules', 'node-gyp', 'bin', 'node-gyp.js');
const definition = inRepository('binding.gyp');
const configured = inRepository('build', 'configured-binding.gyp');

/** @param {import('../steps.mjs').Report} report */
export async function buildWithNodeGyp(report) {
  // Not `node-gyp rebuild`: it empties build/, where the compiled tests are too.
  if (!existsSync(inRepository('build', 'config.gypi')) || !isSame(definition, configured)) {
    report('node-gyp configure');
    await run(process.execPath, [nodeGyp, 'configure', '--', '-Ddevelopment=1']);
    replaceFile(configured, readFileSync(definition));
  }
  report('node-gyp build');
  await run(process.execPath, [nodeGyp, 'build']);
}
