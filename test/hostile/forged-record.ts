import { createHmac } from 'node:crypto';

/**
 * The fields of a transfer record in the layout of native/handoff/transfer_record.h, valid or not.
 */
export interface RecordFields {
  magic: number;
  version: number;
  minVersion: number;
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
  packageNames: Buffer;
  packed: Buffer;
  /** The kind of content: 0 for a context, 1 for an access token. */
  content: number;
  /** The sizes that the record states for the two fields above. */
  packageNamesSize: number;
  packedSize: number;
}

export const headerSize = 160;
export const eventOffset = 16;
export const stateOffset = 40;
export const packageNamesSizeOffset = 148;
export const packedSizeOffset = 152;

export const magic = 0x4f485353;
export const version = 1;
export const offered = 1;

export const versionOffset = 4;
export const minVersionOffset = 8;
export const nonceOffset = 24;
const preambleSize = 40;
export const receiverVersionOffset = 44;
export const rejectionOffset = 48;
const sealOffset = 56;
const termsOffset = 88;

/**
 * Returns the bytes of the section with their seal. The ticket contains the nonce, which is the key
 * of the seal.
 */
export function toSealedRecord(fields: RecordFields): Buffer {
  const header = Buffer.alloc(headerSize);
  header.writeUInt32LE(fields.magic, 0);
  header.writeUInt32LE(fields.version, versionOffset);
  header.writeUInt32LE(fields.minVersion, minVersionOffset);
  header.writeBigUInt64LE(BigInt.asUintN(64, fields.event), eventOffset);
  fields.nonce.copy(header, nonceOffset);
  header.writeInt32LE(fields.state, stateOffset);
  const { expiresAt, section, token, tokenId, senderStartTime } = fields;
  [expiresAt, section, token, tokenId, senderStartTime].forEach((value, index) => {
    header.writeBigUInt64LE(BigInt.asUintN(64, value), termsOffset + 8 * index);
  });
  const { senderPid, receiverPid, role, attributes, bufferType } = fields;
  const { packageNamesSize, packedSize, content } = fields;
  const described = [role, attributes, bufferType, packageNamesSize, packedSize, content];
  [senderPid, receiverPid, ...described].forEach((value, index) => {
    header.writeUInt32LE(value, termsOffset + 40 + 4 * index);
  });
  const record = Buffer.concat([header, fields.packageNames, fields.packed]);
  sealRecord(record, fields.nonce, headerSize + packageNamesSize + packedSize);
  return record;
}

/** Seals a record that ends at `end`, which may lie beyond the section. */
export function sealRecord(record: Buffer, nonce: Buffer, end: number): void {
  createHmac('sha256', nonce)
    .update(record.subarray(0, preambleSize))
    .update(record.subarray(termsOffset, Math.min(end, record.length)))
    // Adds the zeros that follow the written bytes in the section.
    .update(Buffer.alloc(Math.max(0, Math.min(end, sectionSize) - record.length)))
    .digest()
    .copy(record, sealOffset);
}

/** The size of every forged section. */
export const sectionSize = 4096;
