import { join } from 'node:path';

import { runNpm } from './program.mjs';
import { root } from './repository.mjs';

/**
 * Packs the npm package, which must be built.
 *
 * @param {string} destination an existing folder
 * @param {string} [checkout] this one by default
 * @returns {Promise<string>} the path of the tarball
 */
export async function packTarball(destination, checkout = root) {
  const pack = ['pack', '--loglevel=error', `--pack-destination=${destination}`];
  const output = await runNpm(pack, { cwd: checkout });
  // The scripts of the package print before npm does.
  return join(destination, String(output.trimEnd().split('\n').at(-1)));
}
