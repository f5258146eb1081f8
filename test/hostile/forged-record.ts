import { createHmac } from 'node:crypto';

/** A transfer's record as native/handoff/transfer_record.h lays it out, true or not. */
export interface RecordFields {
  magic: number;
  version: number;
  nonce: Buffer;
  state: number;
  expiresAt: bigint;
  section: bigint;
  event: bigint;
  token: bigint;
  tokenId: bigint;
  senderStartTime: bigint;
  senderPid: number;
  receiverPid: number;
  role: number;
  attributes: number;
  bufferType: number;
  packageName: Buffer;
  packed: Buffer;
  /** What the record says of the two above. */
  packageNameSize: number;
  packedSize: number;
}

export const headerSize = 152;
export const stateOffset = 56;

export const magic = 0x4f485353;
export const version = 1;
export const offered = 1;

const sealOffset = 24;
const termsOffset = 72;

/** The bytes of the section, and sealed: whoever has the ticket knows the nonce, which is the key. */
export function toSealedRecord(fields: RecordFields): Buffer {
  const header = Buffer.alloc(headerSize);
  header.writeUInt32LE(fields.magic, 0);
  header.writeUInt32LE(fields.version, 4);
  fields.nonce.copy(header, 8);
  header.writeInt32LE(fields.state, stateOffset);
  const { expiresAt, section, event, token, tokenId, senderStartTime } = fields;
  [expiresAt, section, event, token, tokenId, senderStartTime].forEach((value, index) => {
    header.writeBigUInt64LE(BigInt.asUintN(64, value), termsOffset + 8 * index);
  });
  const { senderPid, receiverPid, role, attributes, bufferType } = fields;
  const { packageNameSize, packedSize } = fields;
  [senderPid, receiverPid, role, attributes, bufferType, packageNameSize, packedSize].forEach(
    (value, index) => {
      header.writeUInt32LE(value, termsOffset + 48 + 4 * index);
    },
  );
  const record = Buffer.concat([header, fields.packageName, fields.packed]);
  const end = headerSize + packageNameSize + packedSize;
  createHmac('sha256', fields.nonce)
    .update(record.subarray(termsOffset, Math.min(end, record.length)))
    // As many zeros as the section has beyond what was written.
    .update(Buffer.alloc(Math.max(0, Math.min(end, sectionSize) - record.length)))
    .digest()
    .copy(record, sealOffset);
  return record;
}

/** Of every section that is forged here. */
export const sectionSize = 4096;
