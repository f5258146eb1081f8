import { requireBytes } from '../arguments';
import { valueOf } from '../native';
import { MessageProtection, protectedValueOf } from './message-protection';

/** What the first record of a stream came to. */
export interface DecryptedRecord {
  /**
   * `'data'`: it was decrypted. `'incomplete'`: more bytes are needed. `'closed'`: the peer has ended
   * the stream in order. `'renegotiate'`: the handshake is to go on with a step that takes `extra`.
   */
  readonly state: 'data' | 'incomplete' | 'closed' | 'renegotiate';
  /** The plaintext; empty unless there was data. */
  readonly data: Buffer;
  /** What of the stream is the next record's. Where the record is incomplete: all of the stream. */
  readonly extra: Buffer;
  /** How many bytes more an incomplete record needs at least; 0 if the package does not know. */
  readonly missing: number;
}

const recordStates = new Map<number, DecryptedRecord['state']>([
  [0x00000000, 'data'],
  [0x80090318, 'incomplete'],
  [0x00090317, 'closed'],
  [0x00090321, 'renegotiate'],
]);

function nothingReceived(): DecryptedRecord {
  return { state: 'incomplete', data: Buffer.alloc(0), extra: Buffer.alloc(0), missing: 0 };
}

/** What Schannel does with a stream: its messages are records that carry their own length. */
export abstract class StreamProtection extends MessageProtection {
  /**
   * Encrypts a message into a record of the stream.
   *
   * @param message At most `query('streamSizes').maximumMessage` bytes. Left as it is. Without bytes there
   * is nothing to send, and the result is empty.
   * @throws {TypeError} ERR_INVALID_ARG_TYPE, before any system call.
   * @throws {SspiError} SEC_E_UNSUPPORTED_FUNCTION from a package that protects messages and no
   * streams, or what else the package answered.
   * @throws {SspiUsageError} ERR_SSPI_HANDSHAKE_NOT_COMPLETE, ERR_SSPI_DISPOSED,
   * ERR_SSPI_CONTEXT_EXPORTED, ERR_SSPI_CONTEXT_BUSY.
   * @see https://learn.microsoft.com/windows/win32/secauthn/encryptmessage--schannel
   */
  encryptRecord(message: Uint8Array): Buffer {
    requireBytes('message', message);
    this.assertReady('encrypt a record');
    // Wine's Schannel answers SEC_E_INTERNAL_ERROR to an empty message.
    if (message.byteLength === 0) return Buffer.alloc(0);
    const outcome = this.native.encryptRecord(message);
    const record = protectedValueOf(outcome, this.packageName, 'encryptRecord');
    return record.buffer.subarray(0, record.recordLength);
  }

  /**
   * Decrypts the first record of what was received of the stream.
   *
   * @param stream What was received and not yet decrypted. Left as it is. Without bytes the record is
   * incomplete.
   * @throws {TypeError} ERR_INVALID_ARG_TYPE, before any system call.
   * @throws {SspiError} SEC_E_MESSAGE_ALTERED, SEC_E_DECRYPT_FAILURE, or what else the package answered.
   * @throws {SspiUsageError} ERR_SSPI_HANDSHAKE_NOT_COMPLETE, ERR_SSPI_DISPOSED,
   * ERR_SSPI_CONTEXT_EXPORTED, ERR_SSPI_CONTEXT_BUSY.
   * @see https://learn.microsoft.com/windows/win32/secauthn/decryptmessage--schannel
   */
  decryptRecord(stream: Uint8Array): DecryptedRecord {
    requireBytes('stream', stream);
    this.assertReady('decrypt a record');
    // Schannel may read a record's header without looking at the size: Wine's then ends the process.
    if (stream.byteLength === 0) return nothingReceived();
    const record = valueOf(this.native.decryptRecord(stream), this.packageName);
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

  /**
   * Ends the stream in order: the next `step()` gives the message that tells the peer. A server passes
   * it an empty Buffer, there being nothing to take. A context that was imported has no steps, and tells
   * by the end of its connection.
   *
   * @throws {SspiError} SEC_E_UNSUPPORTED_FUNCTION from a package that protects no streams.
   * @throws {SspiUsageError} ERR_SSPI_HANDSHAKE_NOT_COMPLETE, ERR_SSPI_DISPOSED,
   * ERR_SSPI_CONTEXT_EXPORTED, ERR_SSPI_CONTEXT_BUSY.
   * @see https://learn.microsoft.com/windows/win32/secauthn/shutting-down-an-schannel-connection
   */
  shutDownStream(): void {
    this.assertReady('end its stream');
    valueOf(this.native.shutDownStream(), this.packageName);
  }
}
