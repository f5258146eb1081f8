import { readOption, requireBytes, requireObject } from '../arguments';
import type { NativeEncryptedMessage } from '../native-types';

/** An encrypted message in its parts. How they travel to the peer is the protocol's business. */
export interface EncryptedMessage<Bytes extends Uint8Array = Buffer> {
  /** What the peer needs to check and decrypt the data: SECBUFFER_TOKEN. */
  readonly trailer: Bytes;
  /** The encrypted message: SECBUFFER_DATA. */
  readonly data: Bytes;
  /** SECBUFFER_PADDING; empty with most packages. */
  readonly padding?: Bytes;
}

/** SECQOP_WRAP_NO_ENCRYPT: the message is signed, and can be read by anybody. */
export const SECQOP_WRAP_NO_ENCRYPT = 0x80000001;

export function toEncryptedMessage(message: NativeEncryptedMessage): Required<EncryptedMessage> {
  const { buffer, trailerOffset, trailerLength, dataLength, paddingLength } = message;
  const dataOffset = trailerOffset + trailerLength;
  const paddingOffset = dataOffset + dataLength;
  return {
    trailer: buffer.subarray(trailerOffset, dataOffset),
    data: buffer.subarray(dataOffset, paddingOffset),
    padding: buffer.subarray(paddingOffset, paddingOffset + paddingLength),
  };
}

/** All parts as one, in the order in which they follow each other in the buffer. */
export function toWrappedMessage(message: NativeEncryptedMessage): Buffer {
  const { buffer, trailerOffset, trailerLength, dataLength, paddingLength } = message;
  const length = trailerLength + dataLength + paddingLength;
  return buffer.subarray(trailerOffset, trailerOffset + length);
}

const noPadding = new Uint8Array();

export function messageParts(message: EncryptedMessage<Uint8Array>) {
  requireObject('message', message);
  return {
    trailer: requireBytes('message.trailer', readOption(message, 'trailer')),
    data: requireBytes('message.data', readOption(message, 'data')),
    padding: requireBytes('message.padding', readOption(message, 'padding') ?? noPadding),
  };
}
