import { randomFillSync } from 'node:crypto';

import type { Random } from '../windows/support/random';
import { probe } from '../windows/support/win32-probe';
import type { Bystanders } from './bystanders';
import {
  headerSize,
  magic,
  minVersionOffset,
  nonceOffset,
  offered,
  type RecordFields,
  sectionSize,
  stateOffset,
  toSealedRecord,
  version,
  versionOffset,
} from './forged-record';

const PAGE_READWRITE = 0x04;
const EVENT_MODIFY_STATE = 0x0002;
const FILE_MAP_READ_AND_WRITE = 0x0006;

const never = 2n ** 62n;
const oddNumbers = [0, 1, 2, 3, 0x7f, 0xffff, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff];
const oddHandles = [
  0n,
  -1n,
  -2n,
  -3n,
  -4n,
  -5n,
  -6n,
  1n,
  3n,
  0xdeadbeefn,
  2n ** 63n,
  2n ** 64n - 4n,
];

/** The names of the package in a record: one for the import, and those of two attributes. */
function joinedNames(name: string): Buffer {
  return Buffer.from(`${name}\0${name}\0`, 'utf16le');
}

export type FieldChange = (fields: RecordFields) => void;

/**
 * Owns a section in this process. Writes records into it that have a valid seal and invalid
 * contents.
 */
export class Forger {
  readonly #random: Random;
  readonly #bystanders: Bystanders;
  readonly #changes: readonly [FieldChange, ...FieldChange[]];
  readonly #section = probe.createSection(sectionSize, PAGE_READWRITE);
  readonly #view = probe.viewSection(this.#section, sectionSize);
  readonly #event = probe.createEvent();
  // Handles as a sender would have placed them here. A claim of the record closes them.
  #sectionHere = 0n;
  #eventHere = 0n;

  constructor(random: Random, bystanders: Bystanders) {
    this.#random = random;
    this.#bystanders = bystanders;
    this.#changes = this.#makeChanges();
    this.#openHandles();
  }

  get memory(): Buffer {
    return this.#view;
  }

  /** Writes a record with a valid seal and one to three invalid fields. Returns the ticket. */
  writeInvalidRecord(): string {
    const fields = this.#validFields();
    for (let count = 1 + this.#random.below(3); count > 0; count--)
      this.#random.oneOf(this.#changes)(fields);
    return this.#write(toSealedRecord(fields), fields.nonce);
  }

  /** Writes a record that is valid except for its packed context. */
  writeGarbage(): string {
    return this.writeWith(() => undefined);
  }

  /** Writes the same record with one more change. */
  writeWith(change: FieldChange): string {
    const fields = this.#validFields();
    change(fields);
    return this.#write(toSealedRecord(fields), fields.nonce);
  }

  /** Writes a sealed record and changes it afterwards. */
  writeBrokenRecord(): string {
    const fields = this.#validFields();
    const record = toSealedRecord(fields);
    for (let changes = 1 + this.#random.below(4); changes > 0; changes--) {
      // Skips the state, which the seal does not cover, and the fields behind it that a receiver
      // reports in.
      const at = this.#random.below(record.length);
      if (at >= stateOffset && at < stateOffset + 16) continue;
      record[at] = (record[at] ?? 0) ^ (1 + this.#random.below(255));
    }
    return this.#write(record, fields.nonce);
  }

  /** Writes random bytes. */
  writeNoise(): string {
    const nonce = randomFillSync(Buffer.alloc(16));
    const noise = this.#bytes(this.#random.below(sectionSize));
    if (noise.length > headerSize && this.#random.below(2) === 0) {
      noise.writeUInt32LE(magic, 0);
      noise.writeUInt32LE(version, versionOffset);
      noise.writeUInt32LE(version, minVersionOffset);
      nonce.copy(noise, nonceOffset);
    }
    return this.#write(noise, nonce);
  }

  /**
   * Checks the forger's handles after an attempt. They may be closed only if the record was
   * claimed. Opens them again for the next record.
   */
  harmAfter(code: string): string[] {
    const wasClaimed = code === 'ERR_HANDOFF_REJECTED' || code === 'ERR_HANDOFF_EXPIRED';
    const isOpen = [
      probe.isSameObject(this.#sectionHere, this.#section),
      probe.isSameObject(this.#eventHere, this.#event),
    ] as const;
    if (!isOpen[0] && !isOpen[1]) {
      this.#openHandles();
      return wasClaimed ? [] : [`${code}, and the handles of the record were closed`];
    }
    return isOpen[0] && isOpen[1] ? [] : [`${code}, and one of two handles was closed`];
  }

  close(): void {
    for (const handle of [this.#sectionHere, this.#eventHere, this.#section, this.#event]) {
      probe.closeHandle(handle);
    }
  }

  #openHandles(): void {
    this.#sectionHere = probe.duplicateHandle(this.#section, FILE_MAP_READ_AND_WRITE);
    this.#eventHere = probe.duplicateHandle(this.#event, EVENT_MODIFY_STATE);
  }

  #validFields(): RecordFields {
    const packageNames = joinedNames('HandoffReference');
    const packed = this.#bytes(157);
    return {
      magic,
      version,
      minVersion: version,
      nonce: randomFillSync(Buffer.alloc(16)),
      state: offered,
      expiresAt: never,
      section: this.#sectionHere,
      event: this.#eventHere,
      token: 0n,
      tokenId: 0n,
      senderStartTime: 1n,
      senderPid: process.pid,
      receiverPid: process.pid,
      role: 2,
      attributes: 0,
      bufferType: 2,
      packageNames,
      packed,
      packageNamesSize: packageNames.length,
      packedSize: packed.length,
      content: 0,
    };
  }

  #makeChanges(): readonly [FieldChange, ...FieldChange[]] {
    const number = () => this.#oneOf(oddNumbers);
    const handle = () => this.#oneOf([...oddHandles, ...this.#bystanders.handles]);
    const renamed = (fields: RecordFields, names: Buffer) => {
      fields.packageNames = names;
      fields.packageNamesSize = names.length;
    };
    return [
      (fields) => (fields.magic = number()),
      (fields) => (fields.version = number()),
      (fields) => (fields.minVersion = number()),
      (fields) => (fields.state = this.#oneOf([0, 2, 3, 4, 5, 6, 7, -1, 0x7fffffff])),
      (fields) => (fields.expiresAt = this.#oneOf([0n, 1n, 2n ** 64n - 1n])),
      (fields) => (fields.section = handle()),
      (fields) => (fields.section += this.#oneOf([1n, 2n, 3n, 2n ** 32n, 2n ** 63n])),
      (fields) => (fields.event = handle()),
      (fields) => (fields.event = handle()),
      (fields) => (fields.event += this.#oneOf([1n, 2n, 3n, 2n ** 32n, 2n ** 63n])),
      (fields) => (fields.event = fields.section),
      (fields) => {
        fields.token = handle();
        fields.tokenId = this.#oneOf([0n, 1n, 2n ** 64n - 1n]);
      },
      (fields) => {
        fields.token = this.#bystanders.token;
        fields.tokenId = probe.tokenId(fields.token) + 1n;
      },
      (fields) => {
        // The results of the functions GetCurrent...Token, each with its id.
        fields.token = this.#oneOf([-4n, -5n, -6n]);
        fields.tokenId = probe.tokenId(fields.token);
      },
      (fields) => (fields.token = this.#oneOf([fields.section, fields.event])),
      (fields) => (fields.receiverPid = number()),
      (fields) => (fields.senderPid = number()),
      (fields) => (fields.role = number()),
      (fields) => (fields.bufferType = number()),
      (fields) => (fields.packageNamesSize = this.#oneOf([1, 67, 69, 3944, 4096, ...oddNumbers])),
      (fields) => (fields.content = this.#oneOf([1, 2, ...oddNumbers])),
      (fields) => (fields.packedSize = this.#oneOf([0, 156, 158, 3912, 4096, ...oddNumbers])),
      (fields) => {
        renamed(fields, joinedNames('NoSuchPackage'));
      },
      (fields) => {
        renamed(fields, joinedNames('HandoffReference\0'));
      },
      (fields) => {
        renamed(fields, Buffer.alloc(0));
      },
      (fields) => {
        renamed(fields, this.#bytes(2 * this.#random.below(64)));
      },
      (fields) => {
        fields.packed = this.#bytes(this.#random.below(512));
        fields.packedSize = fields.packed.length;
      },
    ];
  }

  #write(record: Buffer, nonce: Buffer): string {
    this.#view.fill(0);
    record.copy(this.#view);
    return [
      'sspi-handoff',
      version,
      process.pid,
      this.#sectionHere.toString(16),
      never.toString(16),
      nonce.toString('hex'),
    ].join('.');
  }

  #bytes(size: number): Buffer {
    return Buffer.from(Array.from({ length: size }, () => this.#random.below(256)));
  }

  #oneOf<Value>(values: readonly Value[]): Value {
    return values[this.#random.below(values.length)] as Value;
  }
}
