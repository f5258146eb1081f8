import { requireBytes } from '../arguments';
import { native, valueOf } from '../native';
import { assertReady, type ContextMembers } from './context-core';
import { protectedValueOf } from './messages';

/**
 * The result of `decryptRecord` for the first record of a stream.
 *
 * @category Messages
 */
export interface DecryptedRecord {
  /**
   * - `'data'`: the record was decrypted.
   * - `'incomplete'`: more bytes are needed.
   * - `'closed'`: the peer has ended the stream in order.
   * - `'renegotiate'`: the handshake continues. Pass `extra` to `step()`.
   */
  readonly state: 'data' | 'incomplete' | 'closed' | 'renegotiate';
  /** The plaintext. Empty unless the state is `'data'`. */
  readonly data: Buffer;
  /** The bytes after the record. The whole stream if the record is incomplete. */
  readonly extra: Buffer;
  /** The least number of bytes that an incomplete record still needs. 0 if the package does not know. */
  readonly missing: number;
}

const recordStates = new Map<number, DecryptedRecord['state']>([
  [0x00000000, 'data'],
  [0x80090318, 'incomplete'],
  [0x00090317, 'closed'],
  [0x00090321, 'renegotiate'],
]);

export function encryptRecord(context: ContextMembers, message: Uint8Array): Buffer {
  requireBytes('message', message);
  assertReady(context, 'encrypt a record');
  // Wine's Schannel returns SEC_E_INTERNAL_ERROR for an empty message.
  if (message.byteLength === 0) return Buffer.alloc(0);
  const outcome = native().SecurityContext.encryptRecord(context.core.native, message);
  const record = protectedValueOf(outcome, context.core.packageName, 'encryptRecord');
  return record.buffer.subarray(0, record.recordLength);
}

export function decryptRecord(context: ContextMembers, stream: Uint8Array): DecryptedRecord {
  requireBytes('stream', stream);
  assertReady(context, 'decrypt a record');
  // Schannel may read a record's header without checking the size. Wine's Schannel then ends the process.
  if (stream.byteLength === 0) return emptyStream();
  const record = valueOf(
    native().SecurityContext.decryptRecord(context.core.native, stream),
    context.core.packageName,
  );
  const { dataOffset, dataLength, extra, missing } = record;
  const state = recordStates.get(record.status) ?? 'incomplete';
  const rest = state === 'incomplete' ? stream.byteLength : extra;
  return {
    state,
    data: record.buffer.subarray(dataOffset, dataOffset + dataLength),
    extra: Buffer.from(stream.subarray(stream.byteLength - rest)),
    missing,
  };
}

export function shutDownStream(context: ContextMembers): void {
  assertReady(context, 'end its stream');
  valueOf(native().SecurityContext.shutDownStream(context.core.native), context.core.packageName);
}

function emptyStream(): DecryptedRecord {
  return { state: 'incomplete', data: Buffer.alloc(0), extra: Buffer.alloc(0), missing: 0 };
}
