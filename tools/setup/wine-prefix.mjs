import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { basename, join, parse } from 'node:path';

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

/** @type {import('./prepare.mjs').SetupStep} */
export const winePrefix = {
  title: 'Wine prefix',

  isDone: () => existsSync(prefix),

  async run(report) {
    await makePrefix(prefix, async (env) => {
      report('creating the Windows files');
      await run('wine', ['wineboot', '--init'], { env });
      report('setting the version to Windows 10');
      await run('wine', ['winecfg', '-v', 'win10'], { env });
      report('registering the security packages');
      const packages = [referencePackage, faultyReferencePackage, mitKerberos].join(', ');
      const value = ['/t', 'REG_SZ', '/d', packages, '/f'];
      await run('wine', ['reg', 'add', ...SECURITY_PROVIDERS, ...value], { env });
      report('saving the registry');
    });
  },
};

/** @type {import('./prepare.mjs').SetupStep} */
export const lsaRouteWinePrefix = {
  title: 'Wine prefix with the reference package in LSA',

  isDone: () => existsSync(prefix) && existsSync(lsaRoutePrefix),

  async run() {
    rmSync(lsaRoutePrefix, { recursive: true, force: true });
    await makePrefix(lsaRoutePrefix, async (env, folder) => {
      copyRegistry(folder);
      symlinkSync(join('..', basename(prefix), 'drive_c'), join(folder, 'drive_c'));
      // secur32 lists a package that is registered in both ways twice, and finds only one of them.
      await run('wine', ['reg', 'delete', ...SECURITY_PROVIDERS, '/f'], { env });
      const key = `${CONTROL}\\Lsa\\${parse(referencePackage).name}`;
      await run('wine', ['reg', 'add', key, '/f'], { env });
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
  await run('cp', ['--archive', '--link', join(prefix, 'drive_c'), folder]);
  const env = wineEnvironment(folder);
  const empty = ['/t', 'REG_SZ', '/d', '', '/f'];
  await run('wine', ['reg', 'add', ...SECURITY_PROVIDERS, ...empty], { env });
  return async () => void (await outcomeOf('wineserver', ['--kill', '--wait'], { env }));
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
 * @param {(env: NodeJS.ProcessEnv, folder: string) => Promise<void>} fill
 */
async function makePrefix(folder, fill) {
  const partial = `${folder}.partial`;
  const env = wineEnvironment(partial);
  if (existsSync(partial)) {
    await outcomeOf('wineserver', ['--kill'], { env });
    rmSync(partial, { recursive: true });
  }
  const forget = onInterruption(() => void spawn('wineserver', ['--kill'], { env }));
  await fill(env, partial);
  await run('wineserver', ['--wait'], { env });
  renameSync(partial, folder);
  forget();
}
