// Makes the folder with Debian 13.

import { existsSync, renameSync, rmSync } from 'node:fs';

import { outcomeOf, run } from '../program.mjs';
import { debianRoot, debianRootPrefix, inDebianRoot } from '../wine/debian-root.mjs';
import { makeWinePrefix } from './wine-prefix.mjs';

/** @type {import('./prepare.mjs').SetupStep} */
export const debianRootStep = {
  title: 'Debian 13 with Wine 10',

  isDone: () => existsSync(debianRoot) && existsSync(debianRootPrefix),

  async run(report) {
    if (!existsSync(debianRoot)) await install(report);
    await makeWinePrefix(debianRootPrefix, report, inDebianRoot);
  },
};

/** @param {import('../steps.mjs').Report} report */
async function install(report) {
  const partial = `${debianRoot}.partial`;
  rmSync(partial, { recursive: true, force: true });
  const packages = ['--variant=minbase', '--include=wine,wine64', 'trixie', partial];
  // debootstrap mounts /proc, and leaves it mounted when it is interrupted. These mounts are private.
  await run('unshare', ['--mount', '--propagation=private', 'debootstrap', ...packages], {
    onLine: report,
  });
  renameSync(partial, debianRoot);
}

/** Returns the reason why this system cannot have the folder with Debian 13, or null. */
export async function obstacleToDebianRoot() {
  if (process.getuid?.() !== 0) return 'only root can make a folder with Debian 13';
  const { exitCode, output } = await outcomeOf('unshare', ['--mount', 'true']);
  return exitCode === 0 ? null : `this system refuses private mounts: ${output.trim()}`;
}

/** Whether Wine of this system runs each host. */
export async function hasWine10() {
  const { output } = await outcomeOf('wine', ['--version']);
  return Number(/^wine-(\d+)/m.exec(output)?.[1]) >= 10;
}
