import type { NativeEncryptedMessage } from '../native';

/**
 * What EncryptMessage makes of a message. The parts are views of one Buffer; how they travel to the
 * peer is the protocol's business.
 */
export interface EncryptedMessage {
  /** What the peer needs to check and decrypt the data: SECBUFFER_TOKEN. */
  readonly trailer: Buffer;
  /** The encrypted message: SECBUFFER_DATA. */
  readonly data: Buffer;
  /** SECBUFFER_PADDING; empty with most packages. */
  readonly padding: Buffer;
}

export function toEncryptedMessage(message: NativeEncryptedMessage): EncryptedMessage {
  const { buffer, trailerLength, dataOffset, dataLength, paddingOffset, paddingLength } = message;
  return {
    trailer: buffer.subarray(0, trailerLength),
    data: buffer.subarray(dataOffset, dataOffset + dataLength),
    padding: buffer.subarray(paddingOffset, paddingOffset + paddingLength),
  };
}
