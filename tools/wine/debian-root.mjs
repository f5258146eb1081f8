// A folder with Debian 13, whose Wine 10 runs programs that Wine 8 cannot run.

import { inCache, root } from '../repository.mjs';

export const debianRoot = inCache('debian-13');

export const debianRootPrefix = inCache('wine-prefix-3-debian-13');

// The mounts are private, so they end with the last process, and nothing has to be unmounted.
const ENTER = `
set -e
system=$0 repository=$1
shift
mount -t proc proc "$system/proc"
mount --rbind /dev "$system/dev"
mkdir -p "$system$repository"
mount --bind "$repository" "$system$repository"
exec chroot "$system" env --chdir="$repository" "$@"
`;

/**
 * @param {string} program
 * @param {string[]} args
 * @returns {[program: string, args: string[]]} the command that runs the program in the folder. The paths of
 *   this repository are valid there.
 */
export const inDebianRoot = (program, args) => [
  'unshare',
  [
    ...['--mount', '--propagation=private'],
    ...['sh', '-c', ENTER, debianRoot, root.replace(/\/$/, ''), program, ...args],
  ],
];
