import { spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, parse } from 'node:path';

import { onInterruption } from '../interruption.mjs';
import { outcomeOf, run } from '../program.mjs';
import {
  faultyReferencePackage,
  lsaRoutePrefix,
  mitKerberos,
  prefix,
  referencePackage,
  wineEnvironment,
} from '../wine/prefix.mjs';

const CONTROL = 'HKLM\\SYSTEM\\CurrentControlSet\\Control';
const SECURITY_PROVIDERS = [`${CONTROL}\\SecurityProviders`, '/v', 'SecurityProviders'];

/**
 * The command that runs a program in the system whose Wine is used.
 *
 * @typedef {(program: string, args: string[]) => [program: string, args: string[]]} Command
 *
 * @type {Command}
 */
const here = (program, args) => [program, args];

/** @type {import('./prepare.mjs').SetupStep} */
export const winePrefix = {
  title: 'Wine prefix',
  inBackground: true,

  isDone: () => existsSync(prefix),

  run: (report) => makeWinePrefix(prefix, report),
};

/**
 * Makes a prefix in which the security packages of this project are registered.
 *
 * @param {string} folder
 * @param {import('../steps.mjs').Report} report
 * @param {Command} [command]
 */
export const makeWinePrefix = (folder, report, command = here) =>
  makePrefix(
    folder,
    async (wine) => {
      report('creating the Windows files');
      await wine('wineboot', '--init');
      report('setting the version to Windows 10');
      await wine('winecfg', '-v', 'win10');
      report('registering the security packages');
      const packages = [referencePackage, faultyReferencePackage, mitKerberos].join(', ');
      await wine('reg', 'add', ...SECURITY_PROVIDERS, '/t', 'REG_SZ', '/d', packages, '/f');
      report('saving the registry');
    },
    command,
  );

/** @type {import('./prepare.mjs').SetupStep} */
export const lsaRouteWinePrefix = {
  title: 'Wine prefix with the reference package in LSA',
  inBackground: true,

  isDone: () => existsSync(prefix) && existsSync(lsaRoutePrefix),

  async run() {
    removeServerFolder(lsaRoutePrefix);
    rmSync(lsaRoutePrefix, { recursive: true, force: true });
    await makePrefix(lsaRoutePrefix, async (wine, folder) => {
      copyRegistry(folder);
      symlinkSync(join('..', basename(prefix), 'drive_c'), join(folder, 'drive_c'));
      // secur32 lists a package that is registered in both ways twice, and finds only one of them.
      await wine('reg', 'delete', ...SECURITY_PROVIDERS, '/f');
      const key = `${CONTROL}\\Lsa\\${parse(referencePackage).name}`;
      await wine('reg', 'add', key, '/f');
    });
  },
};

/**
 * Makes a prefix in which no package of this project is registered. Its files are links, so a file
 * that is deleted or replaced there stays in the other prefixes.
 *
 * @param {string} folder
 * @returns {Promise<() => Promise<void>>} ends its processes
 */
export async function makeUnregisteredPrefix(folder) {
  copyRegistry(folder);
  const [from, to] = [join(prefix, 'drive_c'), join(folder, 'drive_c')];
  mkdirSync(to);
  const shared = readdirSync(from).filter((name) => name !== 'users');
  const copy = ['--archive', '--link', `--target-directory=${to}`];
  await run('cp', [...copy, ...shared.map((name) => join(from, name))]);
  // Another suite may create and delete temporary files at the same time.
  const isKept = (/** @type {string} */ path) => basename(dirname(path)) !== 'Temp';
  const options = { recursive: true, verbatimSymlinks: true, filter: isKept };
  cpSync(join(from, 'users'), join(to, 'users'), options);
  const env = wineEnvironment(folder);
  const empty = ['/t', 'REG_SZ', '/d', '', '/f'];
  await run('wine', ['reg', 'add', ...SECURITY_PROVIDERS, ...empty], { env });
  return async () => {
    await outcomeOf('wineserver', ['--kill', '--wait'], { env });
    removeServerFolder(folder);
  };
}

/**
 * Removes the folder of a prefix's server, which Debian's Wine makes in the temporary folder if
 * /run/user is missing, and never removes. A file of the prefix names it.
 *
 * @param {string} folder the prefix
 */
function removeServerFolder(folder) {
  const file = join(folder, 'wineserver');
  if (!existsSync(file)) return;
  rmSync(join(tmpdir(), basename(readFileSync(file, 'utf8'))), { recursive: true, force: true });
}

/**
 * Makes a prefix without files.
 *
 * @param {string} folder
 */
function copyRegistry(folder) {
  mkdirSync(folder);
  const registry = ['system.reg', 'user.reg', 'userdef.reg'];
  for (const name of [...registry, '.update-timestamp', 'dosdevices']) {
    const options = { recursive: true, verbatimSymlinks: true };
    cpSync(join(prefix, name), join(folder, name), options);
  }
}

/**
 * @param {string} folder appears when the prefix is complete
 * @param {(wine: (...args: string[]) => Promise<string>, folder: string) => Promise<void>} fill
 * @param {Command} [command]
 */
async function makePrefix(folder, fill, command = here) {
  const partial = `${folder}.partial`;
  const env = wineEnvironment(partial);
  if (existsSync(partial)) {
    await outcomeOf(...command('wineserver', ['--kill']), { env });
    rmSync(partial, { recursive: true });
  }
  const forget = onInterruption(() => void spawn(...command('wineserver', ['--kill']), { env }));
  await fill((...args) => run(...command('wine', args), { env }), partial);
  await run(...command('wineserver', ['--wait']), { env });
  renameSync(partial, folder);
  forget();
}
