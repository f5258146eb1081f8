import { requireNonEmptyText } from '../arguments';
import { native, valueOf } from '../native';

/**
 * A security package of this computer.
 *
 * @see https://learn.microsoft.com/windows/win32/api/sspi/ns-sspi-secpkginfow
 */
export interface SecurityPackage {
  /** The name to acquire credentials under. */
  readonly name: string;
  readonly comment: string;
  readonly version: number;
  /** The DCE RPC identifier; 0xffff for none. */
  readonly rpcId: number;
  /** The size in bytes of the largest handshake message. */
  readonly maxTokenSize: number;
  /** A sum of PackageCapability; `flagNames` reads it. Whether it can export is to be tried. */
  readonly capabilities: number;
}

/**
 * Lists the security packages of this computer. Each call asks Windows. The list and its items are
 * frozen.
 *
 * @example
 * ```ts
 * for (const { name, comment } of await enumerateSecurityPackages()) console.log(name, comment);
 * ```
 * @throws {SspiError} What EnumerateSecurityPackages answered.
 * @throws {SspiUsageError} ERR_SSPI_UNSUPPORTED_PLATFORM off Windows.
 * @see https://learn.microsoft.com/windows/win32/api/sspi/nf-sspi-enumeratesecuritypackagesw
 */
export async function enumerateSecurityPackages(): Promise<readonly SecurityPackage[]> {
  return valueOf(await native().enumerateSecurityPackages());
}

/** `enumerateSecurityPackages()` on this thread, which waits as long as LSA takes. */
export function enumerateSecurityPackagesSync(): readonly SecurityPackage[] {
  return valueOf(native().enumerateSecurityPackagesSync());
}

/**
 * What one security package says of itself.
 *
 * @param packageName As `enumerateSecurityPackages()` lists it.
 * @throws {TypeError} ERR_INVALID_ARG_TYPE or ERR_INVALID_ARG_VALUE, before any system call.
 * @throws {SspiError} SEC_E_SECPKG_NOT_FOUND.
 * @throws {SspiUsageError} ERR_SSPI_UNSUPPORTED_PLATFORM off Windows.
 * @see https://learn.microsoft.com/windows/win32/api/sspi/nf-sspi-querysecuritypackageinfow
 */
export async function querySecurityPackageInfo(packageName: string): Promise<SecurityPackage> {
  const name = requireNonEmptyText('packageName', packageName);
  return valueOf(await native().querySecurityPackageInfo(name), name);
}

/** `querySecurityPackageInfo()` on this thread, which waits as long as LSA takes. */
export function querySecurityPackageInfoSync(packageName: string): SecurityPackage {
  const name = requireNonEmptyText('packageName', packageName);
  return valueOf(native().querySecurityPackageInfoSync(name), name);
}
