import { requireNonEmptyText } from '../arguments';
import { native, valueOf } from '../native';

/**
 * A security package that is installed on this computer.
 *
 * @see https://learn.microsoft.com/windows/win32/api/sspi/ns-sspi-secpkginfow
 * @category Contexts
 */
export interface SecurityPackage {
  /** The name for `Credentials.acquire()`. */
  readonly name: string;
  /** The package's description of itself. */
  readonly comment: string;
  readonly version: number;
  /** The DCE RPC identifier. 0xffff means none. */
  readonly rpcId: number;
  /** The size in bytes of the largest handshake token. */
  readonly maxTokenSize: number;
  /** A sum of PackageCapability, for `flagNames()`. `probeExport()` finds out whether the package can export. */
  readonly capabilities: number;
}

/**
 * Lists the security packages of this computer. Each call asks Windows. The list and its items are
 * frozen. Runs off the main thread, because it can wait on LSA.
 *
 * @example
 * ```ts
 * for (const { name, comment } of await enumerateSecurityPackages()) console.log(name, comment);
 * ```
 * @throws {SspiError} The status that EnumerateSecurityPackagesW returned.
 * @throws {SspiUsageError} ERR_SSPI_UNSUPPORTED_PLATFORM off Windows.
 * @see https://learn.microsoft.com/windows/win32/api/sspi/nf-sspi-enumeratesecuritypackagesw
 * @category Contexts
 */
export async function enumerateSecurityPackages(): Promise<readonly SecurityPackage[]> {
  return valueOf(await native().enumerateSecurityPackages());
}

/**
 * Same as `enumerateSecurityPackages()`, but blocks this thread until LSA has answered.
 *
 * @category Contexts
 */
export function enumerateSecurityPackagesSync(): readonly SecurityPackage[] {
  return valueOf(native().enumerateSecurityPackagesSync());
}

/**
 * Describes one security package. Runs off the main thread, because it can wait on LSA.
 *
 * @param packageName A name as `enumerateSecurityPackages()` lists it.
 * @throws {TypeError} ERR_INVALID_ARG_TYPE or ERR_INVALID_ARG_VALUE, before any system call.
 * @throws {SspiError} SEC_E_SECPKG_NOT_FOUND.
 * @throws {SspiUsageError} ERR_SSPI_UNSUPPORTED_PLATFORM off Windows.
 * @see https://learn.microsoft.com/windows/win32/api/sspi/nf-sspi-querysecuritypackageinfow
 * @category Contexts
 */
export async function querySecurityPackageInfo(packageName: string): Promise<SecurityPackage> {
  const name = requireNonEmptyText('packageName', packageName);
  return valueOf(await native().querySecurityPackageInfo(name), name);
}

/**
 * Same as `querySecurityPackageInfo()`, but blocks this thread until LSA has answered.
 *
 * @category Contexts
 */
export function querySecurityPackageInfoSync(packageName: string): SecurityPackage {
  const name = requireNonEmptyText('packageName', packageName);
  return valueOf(native().querySecurityPackageInfoSync(name), name);
}
