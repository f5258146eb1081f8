import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

declare const __webpack_require__: unknown;

/** The version of this package. A test compares it with package.json. */
export const packageVersion = '0.1.0';

let folder: string | null | undefined;

/**
 * The folder of this package. Null if a bundler has copied this code into a file of another package. The
 * folders around that file belong to the user of the bundler, and nothing may be loaded from them.
 */
export function packageFolder(): string | null {
  return (folder ??= findPackageFolder());
}

/**
 * The file of this code. Null in a bundle of webpack, which writes paths of the build into the expressions, and in
 * an ES module of ncc.
 */
export function thisFile(): string | null {
  if (typeof __webpack_require__ === 'function') return null;
  if (typeof __filename === 'string') return __filename;
  // tools/compile/bundle.mjs replaces it in the CommonJS file.
  const url = import.meta.url as string | undefined;
  return url === undefined ? null : fileURLToPath(url);
}

function findPackageFolder(): string | null {
  const file = thisFile();
  if (file === null) return null;
  const parent = join(file, '..', '..');
  try {
    const { name } = JSON.parse(readFileSync(join(parent, 'package.json'), 'utf8')) as {
      name?: unknown;
    };
    return name === 'sspi-handoff' ? parent : null;
  } catch {
    // A folder without a readable package.json is not the folder of a package.
    return null;
  }
}
