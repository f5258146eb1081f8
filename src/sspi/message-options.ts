/**
 * The parts of an encrypted message. The application protocol decides how they travel to the peer.
 *
 * @category Messages
 */
export interface EncryptedMessage<Bytes extends Uint8Array = Buffer> {
  /** The proof that the peer needs to check and decrypt the data: SECBUFFER_TOKEN. */
  readonly trailer: Bytes;
  /** The encrypted message: SECBUFFER_DATA. */
  readonly data: Bytes;
  /** SECBUFFER_PADDING. Empty with most packages. */
  readonly padding?: Bytes;
}

/**
 * Options of `decrypt` and `decryptInPlace`.
 *
 * @category Messages
 */
export interface DecryptOptions {
  /**
   * Whether to accept a message that is signed but not encrypted (SECQOP_WRAP_NO_ENCRYPT). False by
   * default. Decide before the call: a refused message counts as received and cannot be decrypted again.
   */
  readonly acceptUnencrypted?: boolean;
}

/**
 * Options of `wrap`.
 *
 * @category Messages
 */
export interface WrapOptions {
  /**
   * Memory for the result, so that no Buffer is created. `wrap` needs the size of the message, plus
   * `query('sizes')`: `.securityTrailer` (or 64 if it is from 17 to 63) and `.blockSize`. `unwrap` needs the size of
   * the message. It may be the memory of the message. Do not use its content after a failure.
   */
  readonly into?: Uint8Array;
}

/**
 * Options of `unwrap`.
 *
 * @category Messages
 */
export interface UnwrapOptions extends DecryptOptions, WrapOptions {}

/**
 * The number of bytes that `encryptInPlace` has used of each part.
 *
 * @category Messages
 */
export interface EncryptedLengths {
  readonly trailerLength: number;
  readonly dataLength: number;
  readonly paddingLength: number;
}
