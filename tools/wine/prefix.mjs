// The Windows that Wine shows to its programs: a folder in the cache.

import { join } from 'node:path';

import { inCache } from '../repository.mjs';

// Change the name when what set-up does to a prefix changes: then an old one is not used again.
export const prefix = inCache('wine-prefix');

/** The same disk under another registry, in which the reference package is registered with LSA instead. */
export const lsaRoutePrefix = inCache('wine-prefix-lsa-route');

export const system32 = join(prefix, 'drive_c', 'windows', 'system32');

/** The file name of the reference package, as the prefix's registry knows it. */
export const referencePackage = 'handoff_reference.dll';

/**
 * @param {string} [folder]
 * @returns {NodeJS.ProcessEnv} what makes Wine use that prefix, silently and without windows
 */
export function wineEnvironment(folder = prefix) {
  const env = { ...process.env };
  delete env.DISPLAY;
  delete env.WAYLAND_DISPLAY;
  return {
    WINEDEBUG: '-all',
    // No questions about Mono and Gecko, no entries in the desktop's menus.
    WINEDLLOVERRIDES: 'mscoree,mshtml=;winemenubuilder.exe=d',
    ...env,
    WINEARCH: 'win64',
    WINEPREFIX: folder,
  };
}
