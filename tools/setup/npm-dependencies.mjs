import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

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

/**
 * @param {string[]} lockFile
 * @param {string[]} folder of node_modules
 */
function isInstalled(lockFile, folder) {
  const wanted = packagesIn(...lockFile);
  /** @type {typeof wanted} */
  let installed;
  try {
    // npm writes this file last, so it is missing after an interrupted installation.
    installed = packagesIn(...folder, 'node_modules', '.package-lock.json');
  } catch {
    return false;
  }
  return Object.entries(wanted).every(([path, { version, integrity, optional }]) => {
    if (path === '') return true;
    const found = installed[path];
    return found ? found.version === version && found.integrity === integrity : optional;
  });
}

const INSTALL = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];

/** @type {import('./prepare.mjs').SetupStep} */
export const npmDependencies = {
  title: 'npm dependencies',

  isDone: () => isInstalled(['package-lock.json'], []),

  async run(report) {
    report('installing from package-lock.json');
    await runNpm([...INSTALL, '--include=dev']);
  },
};

const BENCH_PACKAGES = ['.cache', 'bench-packages'];

/** @type {import('./prepare.mjs').SetupStep} */
export const benchPackages = {
  title: 'npm packages for the benchmark',

  isDone: () => isInstalled(['bench', 'packages', 'package-lock.json'], BENCH_PACKAGES),

  async run(report) {
    report('installing from bench/packages/package-lock.json');
    const folder = inRepository(...BENCH_PACKAGES);
    mkdirSync(folder, { recursive: true });
    for (const file of ['package.json', 'package-lock.json']) {
      copyFileSync(inRepository('bench', 'packages', file), join(folder, file));
    }
    // Without these flags npm skips packages that are only for Windows.
    await runNpm([...INSTALL, '--os=win32', '--cpu=x64'], { cwd: folder });
  },
};
