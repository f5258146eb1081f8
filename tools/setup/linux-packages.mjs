// Installs packages of the Linux distribution, or prints the command that installs them.

import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

import { onInterruption } from '../interruption.mjs';
import { outcomeOf, run } from '../program.mjs';

/** @typedef {import('./requirements.mjs').Requirement} Requirement */

const isRoot = () => process.getuid?.() === 0;

function isDebian12() {
  const { ID, VERSION_ID } = osRelease();
  return ID === 'debian' && VERSION_ID === '12';
}

/** The setup installs packages only as root, and only on the distribution it was tested with. */
export const canInstall = () => isRoot() && isDebian12();

/** @returns {Record<string, string | undefined>} */
function osRelease() {
  try {
    const lines = readFileSync('/etc/os-release', 'utf8').matchAll(/^(\w+)="?(.*?)"?$/gm);
    return Object.fromEntries([...lines].map(([, key, value]) => [key, value]));
  } catch {
    return {}; // Not every system has the file.
  }
}

/**
 * @param {Requirement[]} missing
 * @param {import('../steps.mjs').Report} report
 */
export async function installDebianPackages(missing, report) {
  const packages = missing.flatMap(({ debian }) => debian);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const install = ['install', '--yes', '--no-install-recommends', '-o', 'APT::Status-Fd=3'];
  install.push('-o', 'Dpkg::Use-Pty=0', '-o', 'DPkg::Lock::Timeout=300', ...packages);
  const options = { env, onStatus: reporterOfApt(report) };

  const services = missing.flatMap(({ service }) => service ?? []);
  await withoutServices(services, async () => {
    // Finishes an installation that was interrupted.
    await run('dpkg', ['--configure', '-a'], { env });

    report('installing');
    const hasLists = readdirSync('/var/lib/apt/lists').some((name) => name.includes('_Packages'));
    if (hasLists && (await outcomeOf('apt-get', install, options)).exitCode === 0) return;

    report('fetching the package lists');
    await run('apt-get', ['update'], { env });
    report('installing');
    await run('apt-get', install, options);
  });
}

/** Debian asks this script whether a service may start. An existing script is left alone. */
const SERVICE_POLICY = '/usr/sbin/policy-rc.d';

/**
 * Debian starts the services of a package after the installation and at each boot. The tests need
 * only the programs.
 *
 * @param {string[]} services
 * @param {() => Promise<void>} install
 */
async function withoutServices(services, install) {
  const isOurs = services.length > 0 && !existsSync(SERVICE_POLICY);
  const remove = () => {
    if (isOurs) rmSync(SERVICE_POLICY, { force: true });
  };
  const forget = onInterruption(remove);
  if (isOurs) writeFileSync(SERVICE_POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    await install();
  } finally {
    remove();
    forget();
  }
  for (const service of services) await run('update-rc.d', [service, 'disable']);
}

/**
 * @param {import('../steps.mjs').Report} report
 * @returns {(line: string) => void}
 */
function reporterOfApt(report) {
  return (line) => {
    // dlstatus:1:45.6:Retrieving file 3 of 57, or pmstatus:libwine:45.6:Unpacking libwine:amd64
    const [, kind, percent, what] = /^(dl|pm)status:.*?:([\d.]+):(.*)/.exec(line) ?? [];
    if (!kind) return;
    report(
      `${kind === 'dl' ? 'downloading' : 'installing'} ${Number(percent).toFixed()} %, ${what}`,
    );
  };
}

/**
 * @param {Requirement[]} missing
 * @returns {string} the exact installation command
 */
export function installationAdvice(missing) {
  const { ID, ID_LIKE } = osRelease();
  if (!`${ID} ${ID_LIKE}`.split(' ').includes('debian')) {
    return 'Install them with the package manager of this system, then run the same command again.';
  }
  const packages = missing.flatMap(({ debian }) => debian);
  const names = isDebian12()
    ? packages.map((name) => `'${name}'`)
    : packages.map((name) => name.replace(/=.*/, ''));
  const sudo = isRoot() ? '' : 'sudo ';
  return (
    'Run this command first, then the same command again:\n\n' +
    `  ${sudo}apt-get update && ` +
    `${sudo}apt-get install --no-install-recommends ${names.join(' ')}\n` +
    (isDebian12() ? '' : '\n(The command is untested. The setup is tested on Debian 12.)\n')
  );
}
