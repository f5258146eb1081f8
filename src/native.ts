import { existsSync } from 'node:fs';
import Module from 'node:module';
import { isAbsolute, join, relative } from 'node:path';

import { bundledAddon } from './bundled-addon';
import { SEC_E_OK, SspiError, SspiUsageError, WindowsError } from './errors';
import { foreignAddon, missingBinary, unloadable } from './load-failure';
import type { NativeAddon, NativeFailure, OpenHandles, Outcome } from './native-types';
import { packageFolder, packageVersion, thisFile } from './package-folder';

/**
 * Whether this platform has SSPI. On other platforms the package can be imported, and its functions throw
 * ERR_SSPI_UNSUPPORTED_PLATFORM.
 *
 * @category Contexts
 */
export const isSupported = process.platform === 'win32';

// webpack replaces calls of an imported createRequire.
const { createRequire } = Module;

let addon: NativeAddon | undefined;

/** The addon. It is loaded at its first use, so that importing the package is cheap on every platform. */
export function native(): NativeAddon {
  return (addon ??= load());
}

function load(): NativeAddon {
  if (!isSupported) {
    throw new SspiUsageError(
      'ERR_SSPI_UNSUPPORTED_PLATFORM',
      `SSPI is a part of Windows, and this platform is ${process.platform}. Check isSupported before use.`,
    );
  }
  const folder = packageFolder();
  const found = folder === null ? bundledAddon(thisFile()) : findBinary(folder);
  // A .node file has no types. NativeAddon must match native/binding.
  const loaded = (typeof found === 'string' ? loadFile(found) : found) as Partial<NativeAddon>;
  const { identity } = loaded;
  if (identity?.name !== 'sspi-handoff' || identity.version !== packageVersion) {
    throw foreignAddon(typeof found === 'string' ? found : null, identity);
  }
  return loaded as NativeAddon;
}

function loadFile(file: string): unknown {
  try {
    return createRequire(file)(file);
  } catch (cause) {
    throw unloadable(file, cause);
  }
}

/**
 * The file of the addon. This library handles credentials, so it loads only the published binary or a binary
 * that was built in its own folder. It loads nothing from the folder of another package.
 */
function findBinary(folder: string): string {
  const published = join(folder, 'prebuilds', `win32-${process.arch}`, 'sspi-handoff.node');
  if (existsSync(published)) return published;
  const built = builtFromSource(folder);
  if (built === undefined) throw missingBinary(folder);
  return built;
}

/** The published package has its binding.gyp in native/, and the repository at its top. */
function builtFromSource(packageFolder: string): string | undefined {
  return builtIn(join(packageFolder, 'native')) ?? builtIn(packageFolder);
}

function builtIn(folder: string): string | undefined {
  let file: string;
  try {
    file = (createRequire(join(folder, 'package.json'))('node-gyp-build') as NodeGypBuild).resolve(
      folder,
    );
  } catch {
    // It throws if it finds no binary, or if it is not installed. The caller reports the missing binary.
    return undefined;
  }
  // node-gyp-build also searches beside the Node.js program and in a folder from an environment variable.
  const path = relative(join(folder, 'build'), file);
  return path.startsWith('..') || isAbsolute(path) ? undefined : file;
}

interface NodeGypBuild {
  resolve(folder: string): string;
}

/** Returns the value of an outcome, or throws the error of its failure. */
export function valueOf<Value>(outcome: Outcome<Value>, packageName?: string): Value {
  if (outcome.failure === undefined) return outcome.value;
  throw errorOf(outcome.failure, packageName);
}

/** Whether the package returned SEC_E_OK. True also for a success without a result, which is a failure. */
export function isStatusOk({ failure }: Outcome<unknown>): boolean {
  return failure === undefined || (failure.kind === 'security-status' && failure.code === SEC_E_OK);
}

/** The error of a failure. @param advice Sentences for the message that only the caller can add. */
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
 * Counts the handles that this thread's copy of the package has open, by kind. Use it in leak tests.
 *
 * @returns The counts. All are zero when every object is disposed.
 * @throws {SspiUsageError} ERR_SSPI_UNSUPPORTED_PLATFORM off Windows.
 * @category Contexts
 */
export function openHandles(): OpenHandles {
  return native().openHandles();
}
