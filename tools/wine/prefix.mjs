// The Wine prefixes: folders in the cache that hold the Windows files and the registry.

import { join } from 'node:path';

import { inCache, inRepository } from '../repository.mjs';

// Change the name when the setup of a prefix changes, so that old prefixes are not used again.
export const prefix = inCache('wine-prefix-3');

/** The same files with another registry, which registers the reference package with LSA. */
export const lsaRoutePrefix = inCache('wine-prefix-3-lsa-route');

export const system32 = join(prefix, 'drive_c', 'windows', 'system32');

/** The registry names the packages by these file names. */
export const referencePackage = 'handoff_reference.dll';
export const faultyReferencePackage = 'handoff_reference_faults.dll';
export const mitKerberos = 'mit_kerberos.dll';

/** Wine looks here for the code of MitKerberos, if WINEDLLPATH names the folder. */
export const winelibFolder = inRepository('build', 'winelib-x64', 'wine');

/**
 * Returns an environment that runs Wine silently and without windows.
 *
 * @param {string} [folder] the prefix
 * @returns {NodeJS.ProcessEnv}
 */
export function wineEnvironment(folder = prefix) {
  const env = { ...process.env };
  delete env.DISPLAY;
  delete env.WAYLAND_DISPLAY;
  return {
    WINEDEBUG: '-all',
    // Disables the questions about Mono and Gecko, and the desktop's menu entries.
    WINEDLLOVERRIDES: 'mscoree,mshtml=;winemenubuilder.exe=d',
    ...env,
    WINEARCH: 'win64',
    WINEPREFIX: folder,
  };
}
