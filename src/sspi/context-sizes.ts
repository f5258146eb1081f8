/**
 * The sizes for message protection, in bytes.
 *
 * @see https://learn.microsoft.com/windows/win32/api/sspi/ns-sspi-secpkgcontext_sizes
 * @category Contexts
 */
export interface ContextSizes {
  /** The largest handshake token. */
  readonly maxToken: number;
  /** The largest signature that `sign` makes. */
  readonly maxSignature: number;
  /** The block size that encrypted messages are padded to. 1 means no padding. */
  readonly blockSize: number;
  /** The largest trailer that `encrypt` makes. */
  readonly securityTrailer: number;
}
