import { requireBytes, requireUint32 } from '../arguments';
import { SspiUsageError } from '../errors';
import { errorOf, native } from '../native';
import type { Outcome } from '../native-types';
import { assertReady, type ContextMembers } from './context-core';
import type { ContextSizes } from './context-sizes';
import {
  messageParts,
  optionalOutput,
  requireAcceptUnencrypted,
  requireRoom,
} from './message-arguments';
import type {
  DecryptOptions,
  EncryptedLengths,
  EncryptedMessage,
  UnwrapOptions,
  WrapOptions,
} from './message-options';

/**
 * SECQOP_WRAP_NO_ENCRYPT: the message is signed and anyone can read it.
 *
 * @category Messages
 */
export const SECQOP_WRAP_NO_ENCRYPT = 0x80000001;

/** Further arguments and results of a native call. The next call overwrites them, so read them at once. */
const numbers = new Uint32Array(new ArrayBuffer(16));

/** NTLM's trailer is its signature, and Wine's NTLM expects room of exactly that size. */
const NTLM_SIGNATURE = 16;
/** Wine's Kerberos writes 60 bytes of trailer where SECPKG_ATTR_SIZES says 49. */
const SMALLEST_TRAILER_ROOM = 64;

export function sign(
  context: ContextMembers,
  message: Uint8Array,
  qualityOfProtection: number,
): Buffer {
  requireBytes('message', message);
  requireUint32('qualityOfProtection', qualityOfProtection);
  assertReady(context, 'sign a message');
  const { native: nativeContext, packageName } = context.core;
  const room = Buffer.allocUnsafe(messageSizes(context, 'sign').maxSignature);
  const length = native().SecurityContext.sign(nativeContext, message, room, qualityOfProtection);
  if (typeof length !== 'number') throw errorOf(length, packageName);
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
  const result = native().SecurityContext.verify(context.core.native, message, signature);
  if (typeof result !== 'number') throw errorOf(result, context.core.packageName);
  return result;
}

export function encrypt(
  context: ContextMembers,
  message: Uint8Array,
  qualityOfProtection: number,
): Required<EncryptedMessage> {
  requireBytes('message', message);
  const output = encryptInto(context, message, qualityOfProtection, undefined, 'encrypt');
  const { 0: offset = 0, 1: trailerLength = 0, 2: dataLength = 0, 3: paddingLength = 0 } = numbers;
  const dataOffset = offset + trailerLength;
  const paddingOffset = dataOffset + dataLength;
  return {
    trailer: view(output, offset, trailerLength),
    data: view(output, dataOffset, dataLength),
    padding: view(output, paddingOffset, paddingLength),
  };
}

export function wrap(
  context: ContextMembers,
  message: Uint8Array,
  qualityOfProtection: number,
  options: WrapOptions,
): Buffer {
  requireBytes('message', message);
  const into = optionalOutput(options);
  const output = encryptInto(context, message, qualityOfProtection, into, 'wrap');
  const { 0: offset = 0, 1: trailerLength = 0, 2: dataLength = 0, 3: paddingLength = 0 } = numbers;
  return view(output, offset, trailerLength + dataLength + paddingLength);
}

/** Encrypts a message into new memory or the caller's. Stores [offset, trailer, data, padding] in `numbers`. */
function encryptInto(
  context: ContextMembers,
  message: Uint8Array,
  qualityOfProtection: number,
  into: Uint8Array | undefined,
  method: 'encrypt' | 'wrap',
): Uint8Array {
  requireUint32('qualityOfProtection', qualityOfProtection);
  assertReady(context, 'encrypt a message');
  const { native: nativeContext, packageName } = context.core;
  const { trailerRoom, blockSize } = roomForParts(context, method);
  const size = trailerRoom + message.byteLength + blockSize;
  // Memory of Node's pool is safe here: the plaintext in it is overwritten with the encrypted message or zeros.
  const output = into === undefined ? Buffer.allocUnsafe(size) : requireRoom(into, size);
  numbers[0] = trailerRoom;
  numbers[1] = blockSize;
  numbers[2] = qualityOfProtection;
  const failure = native().SecurityContext.encrypt(nativeContext, message, output, numbers);
  if (failure !== undefined) throw errorOf(failure, packageName);
  return output;
}

export function encryptInPlace(
  context: ContextMembers,
  message: EncryptedMessage<Uint8Array>,
  qualityOfProtection: number,
): EncryptedLengths {
  const { trailer, data, padding } = messageParts(message);
  requireUint32('qualityOfProtection', qualityOfProtection);
  assertReady(context, 'encrypt a message');
  const { native: nativeContext, packageName } = context.core;
  const { SecurityContext } = native();
  const result =
    padding.byteLength === 0
      ? SecurityContext.encryptInPlace(nativeContext, qualityOfProtection, numbers, trailer, data)
      : SecurityContext.encryptInPlace(
          nativeContext,
          qualityOfProtection,
          numbers,
          trailer,
          data,
          padding,
        );
  if (result === 0) {
    return {
      trailerLength: trailer.byteLength,
      dataLength: data.byteLength,
      paddingLength: padding.byteLength,
    };
  }
  if (result !== undefined) throw errorOf(result, packageName);
  const { 0: trailerLength = 0, 1: dataLength = 0, 2: paddingLength = 0 } = numbers;
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
  // A package may write to any part, so each part is copied.
  const output = Buffer.allocUnsafeSlow(data.byteLength + trailer.byteLength + padding.byteLength);
  output.set(data);
  output.set(trailer, data.byteLength);
  output.set(padding, data.byteLength + trailer.byteLength);
  const copy = {
    data: view(output, 0, data.byteLength),
    trailer: view(output, data.byteLength, trailer.byteLength),
    padding: view(output, data.byteLength + trailer.byteLength, padding.byteLength),
  };
  try {
    return decryptParts(context, copy, acceptUnencrypted);
  } catch (error) {
    // A package may write to the message before it fails.
    output.fill(0);
    throw error;
  }
}

export function unwrap(
  context: ContextMembers,
  message: Uint8Array,
  options: UnwrapOptions,
): Buffer {
  requireBytes('message', message);
  const acceptUnencrypted = requireAcceptUnencrypted(options);
  const into = optionalOutput(options);
  assertReady(context, 'decrypt a message');
  const { native: nativeContext, packageName } = context.core;
  const size = message.byteLength;
  // Not memory of Node's pool, which other Buffers share: a plaintext must be alone in its ArrayBuffer.
  const output = into === undefined ? Buffer.allocUnsafeSlow(size) : requireRoom(into, size);
  const result = native().SecurityContext.unwrap(nativeContext, message, output, numbers);
  if (typeof result === 'object') throw errorOf(result, packageName);
  return plaintextIn(output, result, acceptUnencrypted);
}

export function decryptInPlace(
  context: ContextMembers,
  message: EncryptedMessage<Uint8Array>,
  options: DecryptOptions,
): Buffer {
  const parts = messageParts(message);
  const acceptUnencrypted = requireAcceptUnencrypted(options);
  assertReady(context, 'decrypt a message');
  return decryptParts(context, parts, acceptUnencrypted);
}

function decryptParts(
  context: ContextMembers,
  { trailer, data, padding }: Required<EncryptedMessage<Uint8Array>>,
  acceptUnencrypted: boolean,
): Buffer {
  const { native: nativeContext, packageName } = context.core;
  const { SecurityContext } = native();
  const result =
    padding.byteLength === 0
      ? SecurityContext.decryptInPlace(nativeContext, numbers, trailer, data)
      : SecurityContext.decryptInPlace(nativeContext, numbers, trailer, data, padding);
  if (typeof result === 'object') throw errorOf(result, packageName);
  return plaintextIn(data, result, acceptUnencrypted);
}

/** The room that an encrypted message needs beside the message itself. */
export function roomForParts(
  context: ContextMembers,
  method: string,
): { readonly trailerRoom: number; readonly blockSize: number } {
  const { securityTrailer, blockSize } = messageSizes(context, method);
  const trailerRoom =
    securityTrailer <= NTLM_SIGNATURE
      ? securityTrailer
      : Math.max(securityTrailer, SMALLEST_TRAILER_ROOM);
  return { trailerRoom, blockSize };
}

/** Queries the sizes once after each step of the handshake. */
function messageSizes(context: ContextMembers, method: string): ContextSizes {
  const { core } = context;
  return (core.messageSizes ??= protectedValueOf(
    native().SecurityContext.query(core.native, 'sizes') as Outcome<ContextSizes>,
    core.packageName,
    method,
  ));
}

/** A Buffer over a part of the bytes. */
function view(bytes: Uint8Array, offset: number, length: number): Buffer {
  if (Buffer.isBuffer(bytes)) return bytes.subarray(offset, offset + length);
  return Buffer.from(bytes.buffer, bytes.byteOffset + offset, length);
}

/**
 * The plaintext in the memory of a native call. If it fills the memory, the call has returned the quality of
 * protection. Otherwise `numbers` has its offset, its length and the quality of protection.
 */
function plaintextIn(
  output: Uint8Array,
  result: number | undefined,
  acceptUnencrypted: boolean,
): Buffer {
  const { 0: offset = 0, 1: length = 0, 2: qualityOfProtection = 0 } = numbers;
  requireEncrypted(result ?? qualityOfProtection, acceptUnencrypted);
  if (result === undefined) return view(output, offset, length);
  return Buffer.isBuffer(output) ? output : view(output, 0, output.byteLength);
}

/**
 * The value of an outcome. The package queries the sizes of the context before it protects a message. The
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

export function requireEncrypted(qualityOfProtection: number, acceptUnencrypted: boolean): void {
  if (qualityOfProtection !== SECQOP_WRAP_NO_ENCRYPT || acceptUnencrypted) return;
  throw new SspiUsageError(
    'ERR_SSPI_NOT_ENCRYPTED',
    'The peer signed this message and did not encrypt it. The message counts as received. ' +
      'To accept later messages that are only signed, pass acceptUnencrypted: true.',
  );
}
