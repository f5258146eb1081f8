import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { missingInBundle, unloadable } from './load-failure';

declare const __webpack_require__: unknown;

/**
 * The addon that a bundler has packed together with this code: the path of its file, or the loaded addon.
 *
 * @param bundle The file of the bundle. Null if it is not known.
 * @throws {SspiUsageError} ERR_SSPI_LOAD_FAILED if the bundler has not packed it.
 */
export function bundledAddon(bundle: string | null): unknown {
  const folder = bundle === null ? null : dirname(bundle);
  if (folder !== null) {
    const published = join('prebuilds', `win32-${process.arch}`, 'sspi-handoff.node');
    // The user can copy the folder there.
    const beside = join(folder, published);
    if (existsSync(beside)) return beside;
    // A bundler that leaves the expressions of packedAddon() as they are makes them name this file of the user.
    if (existsSync(join(folder, '..', published))) throw missingInBundle(folder);
  }
  const packed = packedAddon(folder);
  return typeof packed === 'string' && folder !== null ? resolve(folder, packed) : packed;
}

/**
 * Bundlers find the addon by the text of these expressions, and replace them. webpack copies the file, but would
 * fail at `require`. The other bundlers only know `require`, and show its line, with the comment, in their errors.
 */
function packedAddon(folder: string | null): unknown {
  if (typeof __webpack_require__ === 'function') {
    return fileURLToPath(
      new URL(`../prebuilds/win32-${process.arch}/sspi-handoff.node`, import.meta.url),
    );
  } else {
    // Because of this `try` a bundler accepts that the package has no binary for one of the processors.
    try {
      if (process.arch === 'x64') return require('../prebuilds/win32-x64/sspi-handoff.node'); // external: ['sspi-handoff']
      if (process.arch === 'ia32') return require('../prebuilds/win32-ia32/sspi-handoff.node'); // external: ['sspi-handoff']
      return require('../prebuilds/win32-arm64/sspi-handoff.node'); // external: ['sspi-handoff']
    } catch (cause) {
      const { code } = cause as NodeJS.ErrnoException;
      throw code?.startsWith('ERR_DLOPEN')
        ? unloadable(null, cause)
        : missingInBundle(folder, cause);
    }
  }
}
