import { readFileSync } from 'node:fs';

import { runNpm } from '../program.mjs';
import { inRepository } from '../repository.mjs';

/**
 * @typedef {{ version?: string, integrity?: string, optional?: boolean }} LockedPackage
 *
 * @param {string[]} path
 * @returns {Record<string, LockedPackage>}
 */
function packagesIn(...path) {
  return JSON.parse(readFileSync(inRepository(...path), 'utf8')).packages;
}

/** @type {import('./prepare.mjs').SetupStep} */
export const npmDependencies = {
  title: 'npm dependencies',

  // npm writes the inner lock file last, so that an interrupted installation has none.
  isDone() {
    const wanted = packagesIn('package-lock.json');
    /** @type {typeof wanted} */
    let installed;
    try {
      installed = packagesIn('node_modules', '.package-lock.json');
    } catch {
      return false;
    }
    return Object.entries(wanted).every(([path, { version, integrity, optional }]) => {
      if (path === '') return true;
      const found = installed[path];
      return found ? found.version === version && found.integrity === integrity : optional;
    });
  },

  async run(report) {
    report('installing from package-lock.json');
    await runNpm([
      'ci',
      '--include=dev',
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
    ]);
  },
};
