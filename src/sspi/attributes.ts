import type { SecurityPackage } from './package';

/**
 * The sizes that message protection needs, in bytes.
 *
 * @see https://learn.microsoft.com/windows/win32/api/sspi/ns-sspi-secpkgcontext_sizes
 */
export interface ContextSizes {
  /** The largest handshake message. */
  readonly maxToken: number;
  /** The largest signature that `sign` makes. */
  readonly maxSignature: number;
  /** What encrypted messages are padded to; 1 for no padding. */
  readonly blockSize: number;
  /** The largest trailer that `encrypt` makes. */
  readonly securityTrailer: number;
}

/**
 * The attributes that a context can be asked for, by name: SECPKG_ATTR_*.
 *
 * @see https://learn.microsoft.com/windows/win32/api/sspi/nf-sspi-querycontextattributesw
 */
export interface ContextAttributes {
  /** SECPKG_ATTR_NAMES: the client's name, as `'DOMAIN\\user'` or as the package writes it. */
  readonly names: string;
  /** SECPKG_ATTR_PACKAGE_INFO: the package that the handshake settled on. */
  readonly packageInfo: SecurityPackage;
  /** SECPKG_ATTR_SIZES. */
  readonly sizes: ContextSizes;
}

export const attributeNames = [
  'names',
  'packageInfo',
  'sizes',
] as const satisfies readonly (keyof ContextAttributes)[];
