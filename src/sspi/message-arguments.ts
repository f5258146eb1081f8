import {
  ArgumentRangeError,
  readOption,
  requireBoolean,
  requireBytes,
  requireObject,
} from '../arguments';
import type {
  DecryptOptions,
  EncryptedMessage,
  UnwrapOptions,
  WrapOptions,
} from './message-options';

// V8 reads a property in 1 ns if its name is a constant, and in 20 ns if it is a parameter as in readOption(). So
// these functions read the properties of plain objects themselves. readOption() reads the others, and all
// if code has written such a property to Object.prototype.

const root = Object.prototype;

/** The options of a call without options. Nobody can change them. */
export const noOptions: UnwrapOptions = Object.freeze({});

const noPadding = new Uint8Array();

export function messageParts(
  message: EncryptedMessage<Uint8Array>,
): Required<EncryptedMessage<Uint8Array>> {
  requireObject('message', message);
  if (isPlain(message) && !('trailer' in root || 'data' in root || 'padding' in root)) {
    const { trailer, data, padding } = message;
    return requireParts(trailer, data, padding);
  }
  return requireParts(
    readOption(message, 'trailer'),
    readOption(message, 'data'),
    readOption(message, 'padding'),
  );
}

function requireParts(trailer: unknown, data: unknown, padding: unknown) {
  return {
    trailer: requireBytes('message.trailer', trailer),
    data: requireBytes('message.data', data),
    padding: padding == null ? noPadding : requireBytes('message.padding', padding),
  };
}

export function requireAcceptUnencrypted(options: DecryptOptions): boolean {
  if (options === noOptions) return false;
  requireObject('options', options);
  const value =
    isPlain(options) && !('acceptUnencrypted' in root)
      ? options.acceptUnencrypted
      : readOption(options, 'acceptUnencrypted');
  return requireBoolean('options.acceptUnencrypted', value ?? false);
}

export function optionalOutput(options: WrapOptions): Uint8Array | undefined {
  if (options === noOptions) return undefined;
  requireObject('options', options);
  const into = isPlain(options) && !('into' in root) ? options.into : readOption(options, 'into');
  return into === undefined ? undefined : requireBytes('options.into', into);
}

export function requireRoom(into: Uint8Array, size: number): Uint8Array {
  if (into.byteLength >= size) return into;
  throw new ArgumentRangeError(
    'options.into',
    `an array of at least ${String(size)} bytes`,
    into.byteLength,
  );
}

function isPlain(object: object): boolean {
  return Object.getPrototypeOf(object) === root;
}
