// The build on Windows: node-gyp with MSVC.

import { existsSync, readFileSync } from 'node:fs';

import { run } from '../program.mjs';
import { inRepository } from '../repository.mjs';
import { replaceFile } from './output-file.mjs';

const nodeGyp = inRepository('node_modules', 'node-gyp', 'bin', 'node-gyp.js');
const configured = inRepository('build', 'configured');
/** The inputs of the configuration. package.json has the version that the addon reports. */
const definitions = ['binding.gyp', 'package.json'];

/** @param {import('../steps.mjs').Report} report */
export async function buildWithNodeGyp(report) {
  const wanted = Buffer.concat(definitions.map((file) => readFileSync(inRepository(file))));
  const isConfigured =
    existsSync(inRepository('build', 'config.gypi')) &&
    existsSync(configured) &&
    readFileSync(configured).equals(wanted);
  // `node-gyp rebuild` would delete build/, which also holds the compiled tests.
  if (!isConfigured) {
    report('node-gyp configure');
    await run(process.execPath, [nodeGyp, 'configure', '--', '-Ddevelopment=1']);
    replaceFile(configured, wanted);
  }
  report('node-gyp build');
  await run(process.execPath, [nodeGyp, 'build']);
}
