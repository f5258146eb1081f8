import { types } from 'node:util';

import { ArgumentRangeError, ArgumentTypeError, requireBytes, requireUint32 } from '../arguments';
import { errorOf, native } from '../native';
import type { NativeFailure } from '../native-types';
import { assertReady, type ContextMembers } from './context-core';
import { requireAcceptUnencrypted } from './message-arguments';
import type { DecryptOptions } from './message-options';
import { requireEncrypted, roomForParts } from './messages';

let memory = new Uint32Array();

/** Further arguments and results of a native call. The next call overwrites them, so read them at once. */
function roomForNumbers(messages: number): Uint32Array {
  const count = Math.max(3, messages * 3);
  if (memory.length < count) memory = new Uint32Array(new ArrayBuffer(count * 4));
  return memory;
}

export function wrapAll(
  context: ContextMembers,
  messages: readonly Uint8Array[],
  qualityOfProtection: number,
): Buffer[] {
  const list = requireMessages(messages);
  requireUint32('qualityOfProtection', qualityOfProtection);
  assertReady(context, 'encrypt messages');
  const { trailerRoom, blockSize } = roomForParts(context, 'wrapAll');
  // As in wrap(), no plaintext is left in this memory.
  const output = Buffer.allocUnsafe(totalSize(list, trailerRoom + blockSize));
  const numbers = roomForNumbers(list.length);
  numbers[0] = trailerRoom;
  numbers[1] = blockSize;
  numbers[2] = qualityOfProtection;
  const failure = native().SecurityContext.wrapAll(context.core.native, list, output, numbers);
  if (failure !== undefined) {
    const advice = 'Dispose of the context: it has counted the messages before this one as sent.';
    throw failureAt(failure, context, advice);
  }
  return list.map((_, index) => output.subarray(numbers[index * 2], numbers[index * 2 + 1]));
}

export function unwrapAll(
  context: ContextMembers,
  messages: readonly Uint8Array[],
  options: DecryptOptions,
): Buffer[] {
  const list = requireMessages(messages);
  const acceptUnencrypted = requireAcceptUnencrypted(options);
  assertReady(context, 'decrypt messages');
  // Not memory of Node's pool: see unwrap().
  const output = Buffer.allocUnsafeSlow(totalSize(list, 0));
  const numbers = roomForNumbers(list.length);
  const failure = native().SecurityContext.unwrapAll(context.core.native, list, output, numbers);
  if (failure !== undefined) {
    throw failureAt(failure, context, 'The messages before it count as received.');
  }
  try {
    return list.map((_, index) => {
      requireEncrypted(numbers[index * 3 + 2] ?? 0, acceptUnencrypted);
      return output.subarray(numbers[index * 3], numbers[index * 3 + 1]);
    });
  } catch (error) {
    output.fill(0);
    throw error;
  }
}

function failureAt(failure: NativeFailure, { core }: ContextMembers, advice: string): Error {
  return errorOf(
    failure,
    core.packageName,
    `It is about messages[${String(memory[0])}]. ${advice}`,
  );
}

/** A copy of the array, so that nothing can change an element after its check. */
function requireMessages(messages: unknown): Uint8Array[] {
  if (!Array.isArray(messages)) {
    throw new ArgumentTypeError('messages', 'an array of Buffers or Uint8Arrays', messages);
  }
  const list: unknown[] = [...(messages as readonly unknown[])];
  const wrong = list.findIndex((message) => !types.isUint8Array(message));
  if (wrong !== -1) requireBytes(`messages[${String(wrong)}]`, list[wrong]);
  return list as Uint8Array[];
}

/** @param more the room that each message needs beside its own size */
function totalSize(list: readonly Uint8Array[], more: number): number {
  const size = list.reduce((sum, message) => sum + message.byteLength + more, 0);
  if (size <= 0xffffffff) return size;
  throw new ArgumentRangeError('messages', 'less than 4 GiB in all', size);
}
