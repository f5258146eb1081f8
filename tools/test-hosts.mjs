// npm run test:hosts [-- --json] [-- --only TEXT]… [-- --evidence FILE] [-- --tarball FILE]
//
// Runs a program that uses the packed package in each host: versions of Node.js for Windows, Bun and Deno.

import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

import { Failure, runCommand } from './failure.mjs';
import { runMatrix } from './matrix.mjs';
import { products } from './products.mjs';
import { run } from './program.mjs';
import { inRepository, root } from './repository.mjs';
import { hasWine10, obstacleToDebianRoot } from './setup/debian-root.mjs';
import { inHostPackages, windowsNodeProgram } from './setup/npm-dependencies.mjs';
import { prepareDebianRoot, prepareHosts } from './setup/prepare.mjs';
import { debianRootPrefix } from './wine/debian-root.mjs';
import { referencePackage, system32 } from './wine/prefix.mjs';
import { outcomeOfWindowsProgram } from './windows-node.mjs';

const CELLS = [
  ...['enumerate', 'handshake', 'export and import', 'handoff'],
  'handoff with a TCP connection',
];

const TIMEOUT_MS = 120_000;

/**
 * @typedef {object} Host
 * @property {string} name
 * @property {string} executable
 * @property {string} [program] of test/hosts
 * @property {'fork' | 'cluster' | 'thread'} [channel]
 * @property {string[]} [options] of the host
 * @property {boolean} [needsWine10]
 * @property {string} [folder] in which the program and the package are
 * @property {string} [refusal] names what cannot have a TCP connection
 */

const node = (/** @type {number} */ major) => inHostPackages(`node-${major}`, 'bin', 'node.exe');

const bun = inHostPackages('@oven', 'bun-windows-x64', 'bin', 'bun.exe');
const deno = inHostPackages('@deno', 'win32-x64', 'deno.exe');
const executable = windowsNodeProgram;
const needsWine10 = true;

/** @type {Host[]} */
const hosts = [
  { name: 'Node.js 18', executable: node(18) },
  { name: 'Node.js 20', executable: node(20) },
  { name: 'Node.js 22', executable },
  { name: 'Node.js 24', executable: node(24), needsWine10 },
  { name: 'Node.js 26', executable: node(26), needsWine10 },
  { name: 'ES module', executable, program: 'program.mjs' },
  { name: 'Node.js 22 strips types', executable, program: 'program.mts' },
  { name: 'Node.js 24 strips types', executable: node(24), program: 'program.mts', needsWine10 },
  { name: 'Node.js 26 strips types', executable: node(26), program: 'program.mts', needsWine10 },
  { name: 'electron.exe, a renamed node.exe', executable: 'electron.exe' },
  { name: 'cluster', executable, channel: 'cluster' },
  {
    name: 'worker_threads',
    executable,
    channel: 'thread',
    refusal: 'only be sent to a process of fork',
  },
  { name: 'Bun', executable: bun, needsWine10, refusal: 'process under bun' },
  {
    name: 'Deno',
    executable: deno,
    needsWine10,
    options: ['run', '-A'],
    refusal: 'process under deno',
  },
  { name: 'folder with spaces', executable, folder: 'two words' },
  { name: "folder with & ( ) % '", executable, folder: "a & (b) 100% 'c'" },
  { name: 'folder in German, Japanese and emoji', executable, folder: 'Prüfung 試験 🔑' },
  {
    name: 'folder with over 260 characters',
    executable,
    folder: join(...Array(6).fill('long'.repeat(15))),
  },
];

await runCommand(async (args) => {
  if (process.platform !== 'linux') throw new Failure('This test runs on Linux only.');
  await prepareHosts(products.hosts);
  const withoutWine10 = !(await hasWine10());
  const obstacle = withoutWine10 ? await obstacleToDebianRoot() : null;
  const inRoot = withoutWine10 && obstacle === null;
  if (inRoot) {
    await prepareDebianRoot();
    const folder = join(debianRootPrefix, 'drive_c', 'windows', 'system32');
    copyFileSync(join(system32, referencePackage), join(folder, referencePackage));
  }
  return runMatrix('test:hosts', args, async (tarball, folder) => {
    // Without a package.json of their own, the programs would be a part of this repository's package.
    writeFileSync(join(folder, 'package.json'), '{ "name": "program" }');
    const rows = [];
    for (const host of obstacle === null ? hosts : withoutThoseOnWine10(obstacle))
      rows.push(await rowOf(host, tarball, folder, inRoot));
    return rows;
  });
});

/** @param {string} obstacle */
function withoutThoseOnWine10(obstacle) {
  const skipped = hosts.filter(({ needsWine10: isSkipped }) => isSkipped);
  process.stderr.write(
    `Skipped, because they need Wine 10 and ${obstacle}: ${skipped.map(({ name }) => name).join(', ')}\n`,
  );
  return hosts.filter((host) => !skipped.includes(host));
}

/**
 * @param {Host} host
 * @param {string} tarball
 * @param {string} parent
 * @param {boolean} inRoot
 * @returns {Promise<import('./matrix.mjs').Row>}
 */
async function rowOf(host, tarball, parent, inRoot) {
  const folder = join(parent, host.folder ?? host.name.replaceAll(/\W+/g, '-'));
  const installed = join(folder, 'node_modules', 'sspi-handoff');
  mkdirSync(installed, { recursive: true });
  await run('tar', ['-xzf', tarball, '-C', installed, '--strip-components=1']);
  for (const name of ['handoff.cjs', host.program ?? 'program.cjs']) {
    copyFileSync(inRepository('test', 'hosts', name), join(folder, name));
  }
  /** @type {Promise<Record<string, string>> | undefined} */
  let behaviour;
  return {
    name: host.name,
    cells: CELLS.map((name) => ({
      name,
      async run() {
        behaviour ??= behaviourOf(host, folder, inRoot);
        const observed = (await behaviour)[name];
        if (observed === undefined || observed.startsWith('fails'))
          throw new Failure(`${observed}`);
        return observed;
      },
      ...(host.refusal !== undefined &&
        name === CELLS.at(-1) && { expected: `refused before the export: "${host.refusal}"` }),
    })),
  };
}

/**
 * @param {Host} host
 * @param {string} folder
 * @param {boolean} inRoot
 * @returns {Promise<Record<string, string>>}
 */
async function behaviourOf(host, folder, inRoot) {
  const { program = 'program.cjs', channel = 'fork', options = [], needsWine10: wine10 } = host;
  let { executable: file } = host;
  if (!file.includes('/')) {
    copyFileSync(windowsNodeProgram, join(folder, file));
    file = join(folder, file);
  }
  const path = relative(root, join(folder, program));
  const { exitCode, stdout, stderr } = await outcomeOfWindowsProgram(
    file,
    [...options, path, channel],
    { inRoot: inRoot && wine10 === true, signal: AbortSignal.timeout(TIMEOUT_MS) },
  );
  const line = stdout.split(/\r?\n/).find((text) => text.startsWith('{'));
  if (line === undefined) throw new Failure(`exit code ${exitCode}\n${stdout}${stderr}`);
  return JSON.parse(line);
}
