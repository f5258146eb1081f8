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
  /** A sum of SECPKG_FLAG_*. None of them tells whether the package can export: that is to be tried. */
  readonly capabilities: number;
}

/**
 * Lists the security packages of this computer.
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
