// Installs packages of Debian, or names the command that installs them.

import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

import { onInterruption } from '../interruption.mjs';
import { run } from '../program.mjs';

/** @typedef {import('./requirements.mjs').Requirement} Requirement */

const OS_RELEASE = '/etc/os-release';

/**
 * @typedef {object} System
 * @property {string} [ID] "debian"
 * @property {string} [VERSION_ID] "13"
 *
 * @returns {System} as /etc/os-release describes it
 */
function thisSystem() {
  if (!existsSync(OS_RELEASE)) return {};
  const lines = readFileSync(OS_RELEASE, 'utf8').matchAll(/^(\w+)="?(.*?)"?$/gm);
  return Object.fromEntries([...lines].map(([, name, value]) => [name, value]));
}

/**
 * The setup installs packages only as root, and only on the systems it was tested with.
 *
 * @param {Requirement} requirement
 * @param {System} system
 */
export const canInstall = ({ onlyIn = ['12', '13'] }, { ID, VERSION_ID = '' } = thisSystem()) =>
  process.getuid?.() === 0 && ID === 'debian' && onlyIn.includes(VERSION_ID);

/** @param {Requirement[]} missing */
const packagesOf = (missing) => [...new Set(missing.flatMap(({ debian }) => debian))];

/**
 * @param {Requirement[]} missing
 * @param {System} system
 * @returns {string} the exact installation command
 */
export function installationAdvice(missing, { ID } = thisSystem()) {
  const install = `sudo apt-get install --no-install-recommends ${packagesOf(missing).join(' ')}`;
  const commands = ['sudo apt-get update', install];
  // Debian's main archive has all packages. On Ubuntu they are in another one.
  if (ID === 'ubuntu') commands.unshift('sudo add-apt-repository --yes universe');
  return (
    'The setup installs programs only as root on Debian 12 and 13. By hand, on ' +
    `${ID === 'ubuntu' ? 'Ubuntu 24.04 or later' : 'Debian 12 and 13'}:\n\n  ${commands.join(' && ')}\n`
  );
}

/**
 * @param {Requirement[]} missing
 * @param {import('../steps.mjs').Report} report
 */
export async function installDebianPackages(missing, report) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const options = { env, onLine: report };
  const install = ['install', '--yes', '--no-install-recommends'];
  install.push('-o', 'Dpkg::Use-Pty=0', '-o', 'DPkg::Lock::Timeout=300', ...packagesOf(missing));
  const services = missing.flatMap(({ service }) => service ?? []);
  await withoutServices(services, async () => {
    // Finishes an installation that was interrupted.
    await run('dpkg', ['--configure', '-a'], options);
    await run('apt-get', ['update'], options);
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
  const remove = () => isOurs && rmSync(SERVICE_POLICY, { force: true });
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
