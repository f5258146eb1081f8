// Runs node-gyp's gyp, which evaluates binding.gyp.

import { run } from '../program.mjs';
import { inCache, inRepository } from '../repository.mjs';

const gyp = inRepository('node_modules', 'node-gyp', 'gyp', 'gyp_main.py');

/**
 * @param {string} generator
 * @param {string} output the folder for the generated files
 * @param {object} input
 * @param {string[]} input.includes files that gyp merges into binding.gyp, in this order
 * @param {Record<string, string | number>} input.variables
 * @param {string[]} [input.flags]
 * @param {NodeJS.ProcessEnv} [input.env]
 */
export async function runGyp(generator, output, { includes, variables, flags = [], env }) {
  await run(
    'python3',
    [
      ...[gyp, 'binding.gyp', '--depth=.', '--ignore-environment', '--no-parallel'],
      ...['-f', generator, `--generator-output=${output}`],
      ...includes.flatMap((file) => ['-I', file]),
      ...flags.flatMap((flag) => ['-G', flag]),
      ...Object.entries(variables).map(([name, value]) => `-D${name}=${value}`),
    ],
    { env: { ...process.env, PYTHONPYCACHEPREFIX: inCache('python'), ...env } },
  );
}
