import {
  readOption,
  requireBoolean,
  requireBytes,
  requireObject,
  requireUint32,
} from '../arguments';
import { SspiUsageError } from '../errors';
import { callNumbers, errorOf, native, valueOf } from '../native';
import type { NativeDecryptedMessage, NativeEncryptedMessage, Outcome } from '../native-types';
import { assertReady, type ContextMembers } from './context-core';

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
 * Options of `decrypt`, `unwrap` and `decryptInPlace`.
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
 * The number of bytes that `encryptInPlace` has used of each part.
 *
 * @category Messages
 */
export interface EncryptedLengths {
  readonly trailerLength: number;
  readonly dataLength: number;
  readonly paddingLength: number;
}

/**
 * SECQOP_WRAP_NO_ENCRYPT: the message is signed and anyone can read it.
 *
 * @category Messages
 */
export const SECQOP_WRAP_NO_ENCRYPT = 0x80000001;

const noPadding = new Uint8Array();

export function sign(
  context: ContextMembers,
  message: Uint8Array,
  qualityOfProtection: number,
): Buffer {
  requireBytes('message', message);
  requireUint32('qualityOfProtection', qualityOfProtection);
  assertReady(context, 'sign a message');
  const outcome = context.core.native.sign(message, qualityOfProtection);
  const room = protectedValueOf(outcome, context.core.packageName, 'sign');
  const { 0: length = 0 } = native().callNumbers;
  return length === room.byteLength ? room : room.subarray(0, length);
}

export function verify(
  context: ContextMembers,
  message: Uint8Array,
  signature: Uint8Array,
): number {
  requireBytes('message', message);
  requireBytes('signature', signature);
  assertReady(context, 'verify a signature');
  const failure = context.core.native.verify(message, signature);
  const { 0: qualityOfProtection = 0 } = callNumbers(failure, context.core.packageName);
  return qualityOfProtection;
}

export function encrypt(
  context: ContextMembers,
  message: Uint8Array,
  qualityOfProtection: number,
): Required<EncryptedMessage> {
  const encrypted = nativeEncrypt(context, message, qualityOfProtection, 'encrypt');
  const { buffer, trailerOffset, trailerLength, dataLength, paddingLength } = encrypted;
  const dataOffset = trailerOffset + trailerLength;
  const paddingOffset = dataOffset + dataLength;
  return {
    trailer: buffer.subarray(trailerOffset, dataOffset),
    data: buffer.subarray(dataOffset, paddingOffset),
    padding: buffer.subarray(paddingOffset, paddingOffset + paddingLength),
  };
}

export function wrap(
  context: ContextMembers,
  message: Uint8Array,
  qualityOfProtection: number,
): Buffer {
  const encrypted = nativeEncrypt(context, message, qualityOfProtection, 'wrap');
  const { buffer, trailerOffset, trailerLength, dataLength, paddingLength } = encrypted;
  const length = trailerLength + dataLength + paddingLength;
  return buffer.subarray(trailerOffset, trailerOffset + length);
}

function nativeEncrypt(
  context: ContextMembers,
  message: Uint8Array,
  qualityOfProtection: number,
  method: string,
): NativeEncryptedMessage {
  requireBytes('message', message);
  requireUint32('qualityOfProtection', qualityOfProtection);
  assertReady(context, 'encrypt a message');
  const outcome = context.core.native.encrypt(message, qualityOfProtection);
  return protectedValueOf(outcome, context.core.packageName, method);
}

export function encryptInPlace(
  context: ContextMembers,
  message: EncryptedMessage<Uint8Array>,
  qualityOfProtection: number,
): EncryptedLengths {
  const { trailer, data, padding } = messageParts(message);
  requireUint32('qualityOfProtection', qualityOfProtection);
  assertReady(context, 'encrypt a message');
  const failure = context.core.native.encryptInPlace(trailer, data, padding, qualityOfProtection);
  const {
    0: trailerLength = 0,
    1: dataLength = 0,
    2: paddingLength = 0,
  } = callNumbers(failure, context.core.packageName);
  return { trailerLength, dataLength, paddingLength };
}

export function decrypt(
  context: ContextMembers,
  message: EncryptedMessage<Uint8Array>,
  options: DecryptOptions,
): Buffer {
  const { trailer, data, padding } = messageParts(message);
  const acceptUnencrypted = requireAcceptUnencrypted(options);
  assertReady(context, 'decrypt a message');
  const outcome = context.core.native.decrypt(trailer, data, padding);
  return plaintextOf(valueOf(outcome, context.core.packageName), acceptUnencrypted);
}

export function unwrap(
  context: ContextMembers,
  message: Uint8Array,
  options: DecryptOptions,
): Buffer {
  requireBytes('message', message);
  const acceptUnencrypted = requireAcceptUnencrypted(options);
  assertReady(context, 'decrypt a message');
  const outcome = context.core.native.unwrap(message);
  return plaintextOf(valueOf(outcome, context.core.packageName), acceptUnencrypted);
}

export function decryptInPlace(
  context: ContextMembers,
  message: EncryptedMessage<Uint8Array>,
  options: DecryptOptions,
): Buffer {
  const { trailer, data, padding } = messageParts(message);
  const acceptUnencrypted = requireAcceptUnencrypted(options);
  assertReady(context, 'decrypt a message');
  const failure = context.core.native.decryptInPlace(trailer, data, padding);
  const {
    0: offset = 0,
    1: length = 0,
    2: qualityOfProtection = 0,
  } = callNumbers(failure, context.core.packageName);
  requireEncrypted(qualityOfProtection, acceptUnencrypted);
  return Buffer.isBuffer(data) && length === data.byteLength
    ? data
    : Buffer.from(data.buffer, data.byteOffset + offset, length);
}

/**
 * The value of an outcome. The addon queries the sizes of the context before it protects a message. The
 * user did not make that query, so its error names the method that needed the sizes.
 */
export function protectedValueOf<Value>(
  outcome: Outcome<Value>,
  packageName: string,
  method: string,
): Value {
  if (outcome.failure === undefined) return outcome.value;
  const advice = `${method}() queries the sizes of the context before it protects a message.`;
  const isQuery = outcome.failure.call === 'QueryContextAttributesW';
  throw errorOf(outcome.failure, packageName, isQuery ? advice : undefined);
}

function messageParts(message: EncryptedMessage<Uint8Array>) {
  requireObject('message', message);
  return {
    trailer: requireBytes('message.trailer', readOption(message, 'trailer')),
    data: requireBytes('message.data', readOption(message, 'data')),
    padding: requireBytes('message.padding', readOption(message, 'padding') ?? noPadding),
  };
}

function requireAcceptUnencrypted(options: DecryptOptions): boolean {
  requireObject('options', options);
  return requireBoolean(
    'options.acceptUnencrypted',
    readOption(options, 'acceptUnencrypted') ?? false,
  );
}

function requireEncrypted(qualityOfProtection: number, acceptUnencrypted: boolean): void {
  if (qualityOfProtection !== SECQOP_WRAP_NO_ENCRYPT || acceptUnencrypted) return;
  throw new SspiUsageError(
    'ERR_SSPI_NOT_ENCRYPTED',
    'The peer signed this message and did not encrypt it. The message counts as received. ' +
      'To accept later messages that are only signed, pass acceptUnencrypted: true.',
  );
}

function plaintextOf(message: NativeDecryptedMessage, acceptUnencrypted: boolean): Buffer {
  const { buffer, dataOffset, dataLength, qualityOfProtection } = message;
  requireEncrypted(qualityOfProtection, acceptUnencrypted);
  return buffer.subarray(dataOffset, dataOffset + dataLength);
}
