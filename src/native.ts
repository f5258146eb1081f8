import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join, relative } from 'node:path';

import { SEC_E_OK, SspiError, SspiUsageError, WindowsError } from './errors';
import { foreignAddon, missingBinary, unloadable } from './load-failure';
import type { NativeAddon, NativeFailure, OpenHandles, Outcome } from './native-types';
import { packageFolder, packageVersion, thisFile } from './package-folder';

/** Whether this platform has SSPI. Elsewhere the package imports, and its use throws. */
export const isSupported = process.platform === 'win32';

let addon: NativeAddon | undefined;

/** The addon, loaded at its first use: importing the package costs nothing, on any platform. */
export function native(): NativeAddon {
  return (addon ??= load());
}

function load(): NativeAddon {
  if (!isSupported) {
    throw new SspiUsageError(
      'ERR_SSPI_UNSUPPORTED_PLATFORM',
      `SSPI is a part of Windows, and this is ${process.platform}. Test isSupported before use.`,
    );
  }
  const folder = packageFolder();
  const bundle = thisFile();
  const bundleFolder = bundle === null ? null : dirname(bundle);
  const file = findBinary(folder, bundleFolder);
  if (file === undefined) throw missingBinary(folder, bundleFolder);
  let loaded: Partial<NativeAddon>;
  try {
    // A .node file has no types of its own; NativeAddon is kept in step with native/binding.
    loaded = require(file) as Partial<NativeAddon>;
  } catch (cause) {
    throw unloadable(file, cause);
  }
  const { identity } = loaded;
  if (identity?.name !== 'sspi-handoff' || identity.version !== packageVersion) {
    throw foreignAddon(file, identity);
  }
  return loaded as NativeAddon;
}

/**
 * The file of the addon. This library holds credentials: it loads the published binary, or a binary that
 * was built within its own folder, and nothing from a folder of another package.
 */
function findBinary(folder: string | null, bundleFolder: string | null): string | undefined {
  const home = folder ?? bundleFolder;
  if (home === null) return undefined;
  const published = join(home, 'prebuilds', `win32-${process.arch}`, 'sspi-handoff.node');
  if (existsSync(published)) return published;
  return folder === null ? undefined : builtFromSource(folder);
}

function builtFromSource(folder: string): string | undefined {
  let file: string;
  try {
    file = (require('node-gyp-build') as NodeGypBuild).resolve(folder);
  } catch {
    // It throws if it finds no binary, or is not installed itself. The caller says which binary is missing.
    return undefined;
  }
  // It also looks beside the Node.js program, and in a folder that an environment variable names.
  const path = relative(join(folder, 'build'), file);
  return path.startsWith('..') || isAbsolute(path) ? undefined : file;
}

interface NodeGypBuild {
  resolve(folder: string): string;
}

/** The value of an outcome; a failure is thrown as the error that names it. */
export function valueOf<Value>(outcome: Outcome<Value>, packageName?: string): Value {
  if (outcome.failure === undefined) return outcome.value;
  throw errorOf(outcome.failure, packageName);
}

/** Whether the package answered SEC_E_OK, also where that came with nothing and so is a failure. */
export function isAnsweredOk({ failure }: Outcome<unknown>): boolean {
  return failure === undefined || (failure.kind === 'security-status' && failure.code === SEC_E_OK);
}

/**
 * Throws the failure, if there is one; else gives the numbers that the call has left. Take them by
 * their index: to iterate over them takes several times as long.
 */
export function callNumbers(failure: NativeFailure | undefined, packageName: string): Uint32Array {
  if (failure === undefined) return native().callNumbers;
  throw errorOf(failure, packageName);
}

/** The error that names a failure. @param advice What only the caller knows about it, for the message. */
export function errorOf(
  failure: NativeFailure,
  packageName?: string,
  advice?: string,
): SspiError | WindowsError {
  const { kind, code, call } = failure;
  return kind === 'security-status'
    ? new SspiError(call, code, packageName, advice)
    : new WindowsError(call, code);
}

/**
 * How many handles this thread's copy of the package holds open, by kind: for leak tests.
 *
 * @returns Zero of each once everything is disposed.
 * @throws {SspiUsageError} ERR_SSPI_UNSUPPORTED_PLATFORM off Windows.
 */
export function openHandles(): OpenHandles {
  return native().openHandles();
}
