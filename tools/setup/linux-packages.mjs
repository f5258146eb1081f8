// Installing what a Linux distribution has to offer, or saying how to.

import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

import { onInterruption } from '../interruption.mjs';
import { outcomeOf, run } from '../program.mjs';

/**
 * @typedef {object} Packages by distribution
 * @property {string[]} debian12 with the version to install; a final * leaves room for security updates
 * @property {string[]} fedora
 * @property {string[]} arch
 * @property {string[]} [services] that come with the Debian packages, and are not to run
 */

export const isRoot = () => process.getuid?.() === 0;

export function isDebian12() {
  const { ID, VERSION_ID } = osRelease();
  return ID === 'debian' && VERSION_ID === '12';
}

/** @returns {Record<string, string | undefined>} */
function osRelease() {
  try {
    const lines = readFileSync('/etc/os-release', 'utf8').matchAll(/^(\w+)="?(.*?)"?$/gm);
    return Object.fromEntries([...lines].map(([, key, value]) => [key, value]));
  } catch {
    return {}; // A system that does not say what it is.
  }
}

/**
 * @param {Packages[]} missing
 * @param {import('../steps.mjs').Report} report
 */
export async function installDebianPackages(missing, report) {
  const packages = missing.flatMap(({ debian12 }) => debian12);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const install = ['install', '--yes', '--no-install-recommends', '-o', 'APT::Status-Fd=3'];
  install.push('-o', 'Dpkg::Use-Pty=0', '-o', 'DPkg::Lock::Timeout=300', ...packages);
  const options = { env, onStatus: reporterOfApt(report) };

  const services = missing.flatMap(({ services = [] }) => services);
  await withoutServices(services, async () => {
    // Repairs an installation that was interrupted; else it does nothing.
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

/** What Debian asks whether a service may start. A machine that has one already is left with it. */
const SERVICE_POLICY = '/usr/sbin/policy-rc.d';
const NO_SERVICE = '#!/bin/sh\nexit 101\n';

/**
 * Debian starts the services of what it installs, then and at each boot. The tests want the
 * programs only.
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
  if (isOurs) writeFileSync(SERVICE_POLICY, NO_SERVICE, { mode: 0o755 });
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
 * @param {Packages[]} missing
 * @returns {string} the exact command to run first
 */
export function installationAdvice(missing) {
  const command = installationCommand(missing);
  if (!command) {
    return 'Install it with the package manager of this system, then run the same command again.';
  }
  return (
    `Run this first, then the same command again:\n\n  ${command}\n` +
    (isDebian12() ? '' : '\n(Not tried: what this project knows by experience is Debian 12.)\n')
  );
}

/** @param {Packages[]} missing */
function installationCommand(missing) {
  const { ID, ID_LIKE } = osRelease();
  const family = `${ID} ${ID_LIKE}`.split(' ');
  const sudo = isRoot() ? '' : 'sudo ';
  if (family.includes('debian')) {
    const pinned = missing.flatMap(({ debian12 }) => debian12);
    const packages = isDebian12()
      ? pinned.map((name) => `'${name}'`)
      : pinned.map((name) => name.replace(/=.*/, ''));
    const install = `${sudo}apt-get install --no-install-recommends ${packages.join(' ')}`;
    return `${sudo}apt-get update && ${install}`;
  }
  if (family.includes('fedora')) {
    return `${sudo}dnf install ${missing.flatMap(({ fedora }) => fedora).join(' ')}`;
  }
  if (family.includes('arch')) {
    return `${sudo}pacman -S --needed ${missing.flatMap(({ arch }) => arch).join(' ')}`;
  }
  return undefined;
}
