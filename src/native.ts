import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { SEC_E_OK, SspiError, SspiUsageError, WindowsError } from './errors';
import type { NativeAddon, NativeFailure, OpenHandles, Outcome } from './native-types';

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
  const root = join(__dirname, '..');
  // This library holds credentials: the binary that was published with it comes before anything that
  // a build folder or an environment variable, which node-gyp-build would follow, might name.
  const published = join(root, 'prebuilds', `win32-${process.arch}`, 'sspi-handoff.node');
  try {
    // A .node file has no types of its own; NativeAddon above is kept in step with native/binding.
    return (
      existsSync(published) ? require(published) : (require('node-gyp-build') as NodeGypBuild)(root)
    ) as NativeAddon;
  } catch (cause) {
    throw new SspiUsageError(
      'ERR_SSPI_LOAD_FAILED',
      `The native addon of sspi-handoff could not be loaded for win32-${process.arch}. ` +
        `If there is no prebuilt binary for this processor, build one with Visual Studio's C++ tools: ` +
        `npx node-gyp rebuild --directory ${JSON.stringify(root)}`,
      { cause },
    );
  }
}

type NodeGypBuild = (root: string) => unknown;

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
