// Installs packages of Debian, or names the command that installs them.

import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

import { onInterruption } from '../interruption.mjs';
import { run } from '../program.mjs';

/** @typedef {import('./requirements.mjs').Requirement} Requirement */

const OS_RELEASE = '/etc/os-release';
const TESTED = /^(?=[^]*^ID=debian$)(?=[^]*^VERSION_ID="12"$)/m;

/** The setup installs packages only as root, and only on the distribution it was tested with. */
export const canInstall = () =>
  process.getuid?.() === 0 &&
  existsSync(OS_RELEASE) &&
  TESTED.test(readFileSync(OS_RELEASE, 'utf8'));

/** @param {Requirement[]} missing */
const packagesOf = (missing) => missing.flatMap(({ debian }) => debian);

/**
 * @param {Requirement[]} missing
 * @returns {string} the exact installation command
 */
export const installationAdvice = (missing) =>
  'The setup installs programs only as root on Debian 12. By hand, this command installs them there:\n\n' +
  '  sudo apt-get update && ' +
  `sudo apt-get install --no-install-recommends ${packagesOf(missing).join(' ')}\n`;

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
