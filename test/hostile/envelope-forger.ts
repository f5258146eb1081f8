import { serialize } from 'node:v8';

import type { Random } from '../windows/support/random';

/** A message that is not a valid envelope, or whose ticket is not valid. */
export interface ForgedMessage {
  readonly message: unknown;
  /** The codes that onFailure may receive; empty if the message does not belong to this package. */
  readonly codes: readonly string[];
  readonly hasSocket: boolean;
}

const INVALID = 'ERR_HANDOFF_INVALID_MESSAGE';
const VERSION = 'ERR_HANDOFF_VERSION';
const invalidTicket = ['ERR_HANDOFF_INVALID_TICKET', VERSION];
const anyTicket = [
  ...invalidTicket,
  'ERR_HANDOFF_WRONG_PROCESS',
  'ERR_HANDOFF_EXPIRED',
  'ERR_HANDOFF_ALREADY_ADOPTED',
];
const values: readonly [unknown, ...unknown[]] = [
  null,
  true,
  false,
  0,
  5,
  -1,
  1.5,
  1e300,
  '',
  'x',
  '\0',
  'not base64!',
  [],
  ['1'],
  {},
  { length: 4 },
  { toString: 'x' },
];

/** Writes messages to a receiver that has open offers and has redeemed some tickets. */
export class EnvelopeForger {
  readonly #random: Random;
  readonly #pid: number;
  readonly #open: readonly [string, ...string[]];
  readonly #redeemed: readonly [string, ...string[]];
  readonly #kinds: Record<string, () => ForgedMessage> = {
    'wrong type': () => this.#wrongType(),
    'missing field': () => this.#missingField(),
    'unknown version': () => this.#unknownVersion(),
    'unknown kind': () => this.#unknownKind(),
    'extra fields': () =>
      this.#forged({ ...this.#context(this.#unissuedTicket()), ...this.#noise() }),
    'wrong ticket': () => this.#forged(this.#context(this.#wrongTicket())),
    replay: () => this.#forged(this.#context(this.#random.oneOf(this.#redeemed))),
    'socket too early': () => this.#refused(this.#context(this.#openTicket()), true),
    'unexpected socket': () => this.#unexpectedSocket(),
    'bad head': () => this.#badHead(),
    'bad message': () => this.#badMessage(),
    'huge string': () => this.#hugeString(),
    'polluting key': () => this.#pollutingKey(),
    'not an envelope': () => this.#notAnEnvelope(),
  };

  /**
   * @param open tickets that the receiver could redeem. An invalid envelope must not redeem one
   * @param redeemed tickets that the receiver has redeemed
   */
  constructor(
    random: Random,
    pid: number,
    open: readonly [string, ...string[]],
    redeemed: readonly [string, ...string[]],
  ) {
    this.#random = random;
    this.#pid = pid;
    this.#open = open;
    this.#redeemed = redeemed;
  }

  get kinds(): readonly string[] {
    return Object.keys(this.#kinds);
  }

  forge(kind: string): ForgedMessage {
    const forge = this.#kinds[kind];
    if (forge === undefined) throw new Error(`There is no kind ${kind}`);
    return forge();
  }

  #context(ticket: unknown): Record<string, unknown> {
    return {
      'sspi-handoff': 'context',
      version: 1,
      minVersion: 1,
      ticket,
      message: serialize('forged').toString('base64'),
      hasSocket: this.#random.below(2) === 0,
    };
  }

  #socket(ticket: unknown): Record<string, unknown> {
    return { 'sspi-handoff': 'socket', version: 1, minVersion: 1, ticket, head: 'aGVhZA==' };
  }

  #either(): Record<string, unknown> {
    const ticket = this.#openTicket();
    return this.#random.below(2) === 0 ? this.#context(ticket) : this.#socket(ticket);
  }

  #refused(message: unknown, hasSocket = this.#random.below(8) === 0): ForgedMessage {
    return { message, codes: [INVALID], hasSocket };
  }

  #forged(message: unknown): ForgedMessage {
    return { message, codes: anyTicket, hasSocket: false };
  }

  #wrongType(): ForgedMessage {
    const message = this.#either();
    const [field] = this.#oneFieldOf(message);
    const isValid: Record<string, (value: unknown) => boolean> = {
      version: (value) => Number.isInteger(value) && Number(value) >= 0,
      minVersion: (value) => Number.isInteger(value) && Number(value) >= 0,
      hasSocket: (value) => typeof value === 'boolean',
      head: (value) => value === '',
    };
    let value = this.#random.oneOf(values);
    while (isValid[field]?.(value) === true) value = this.#random.oneOf(values);
    const codes = field === 'ticket' ? [INVALID, ...invalidTicket] : [INVALID, VERSION];
    return { ...this.#refused({ ...message, [field]: value }, false), codes };
  }

  #missingField(): ForgedMessage {
    const message = this.#either();
    // This field is optional.
    delete message.message;
    const [field] = this.#oneFieldOf(message);
    return this.#refused(
      Object.fromEntries(Object.entries(message).filter(([name]) => name !== field)),
    );
  }

  /** Never returns the marker. Without the marker, the message does not belong to this package. */
  #oneFieldOf(message: object): [string] {
    const [, ...fields] = Object.keys(message);
    return [fields[this.#random.below(fields.length)] ?? 'ticket'];
  }

  #unknownVersion(): ForgedMessage {
    const later = 2 + this.#random.below(2 ** 32 - 2);
    const versions = this.#random.oneOf([
      { version: later, minVersion: later },
      { version: later, minVersion: 2 },
      { version: 0, minVersion: 0 },
    ]);
    // Such an envelope ends the offer of its ticket, so the ticket must not be an open one.
    const message = { ...this.#context(this.#unissuedTicket()), ...versions };
    return { ...this.#refused(message), codes: [VERSION] };
  }

  #unknownKind(): ForgedMessage {
    const names = ['', 'Context', 'sockets', '__proto__', 'constructor', 'toString'] as const;
    const kind = this.#random.oneOf<unknown>([...names, ...values]);
    return this.#refused({ ...this.#either(), 'sspi-handoff': kind });
  }

  #unexpectedSocket(): ForgedMessage {
    return this.#refused(
      this.#socket(this.#random.oneOf([this.#openTicket(), this.#unissuedTicket()])),
    );
  }

  #badHead(): ForgedMessage {
    const heads = [
      5,
      null,
      {},
      [],
      true,
      'x',
      'a===',
      'ä',
      'AAAA\n',
      { type: 'Buffer', data: [1] },
    ];
    const head = heads[this.#random.below(heads.length)];
    return this.#refused({ ...this.#socket(this.#openTicket()), head });
  }

  #badMessage(): ForgedMessage {
    const bytes = Buffer.from([0, this.#random.below(256), this.#random.below(256)]);
    const truncated = serialize({ some: ['object'] }).subarray(0, 8);
    const message = this.#random.oneOf([bytes, truncated, Buffer.alloc(0)]).toString('base64');
    return this.#refused({ ...this.#context(this.#openTicket()), message }, false);
  }

  #hugeString(): ForgedMessage {
    const text = this.#random
      .oneOf(['A', '.', 'ä', '1'])
      .repeat(1 << (10 + this.#random.below(10)));
    const codes = [INVALID, ...invalidTicket];
    const message = this.#random.oneOf<unknown>([
      this.#context(text),
      { ...this.#context(this.#unissuedTicket()), message: text },
      { ...this.#socket(this.#unissuedTicket()), head: text },
      { ...this.#either(), 'sspi-handoff': text },
      this.#context(this.#unissuedTicket() + text),
    ]);
    return { message, codes, hasSocket: false };
  }

  #pollutingKey(): ForgedMessage {
    const whole = this.#context(this.#openTicket());
    const { ticket, ...withoutTicket } = whole;
    const key = this.#random.oneOf(['__proto__', 'constructor', 'prototype']);
    return this.#random.oneOf([
      { message: withOwn({}, key, whole), codes: [], hasSocket: false },
      this.#refused(withOwn(withoutTicket, key, { ticket })),
      this.#refused(withOwn(withoutTicket, '__proto__', whole)),
    ]);
  }

  #notAnEnvelope(): ForgedMessage {
    const others = ['sspi-handoff', ['sspi-handoff'], { 'SSPI-HANDOFF': 'context' }, {}] as const;
    const message = this.#random.oneOf<unknown>([...others, ...values]);
    return { message, codes: [], hasSocket: this.#random.below(8) === 0 };
  }

  #noise(): object {
    return this.#random.oneOf<object>([
      { pid: 4 },
      { socket: {} },
      { cmd: 'x' },
      { kind: 'adopt' },
      { then: 1 },
      { length: 2 ** 31 },
    ]);
  }

  #openTicket(): string {
    return this.#random.oneOf(this.#open);
  }

  /** Returns a well-formed ticket that was never issued. */
  #unissuedTicket(pid = this.#pid): string {
    const section = 4 * (1 + this.#random.below(1024));
    const expiry = (2 ** 40).toString(16);
    return ['sspi-handoff', 1, pid, section.toString(16), expiry, this.#hex(32)].join('.');
  }

  #wrongTicket(): string {
    const open = this.#openTicket();
    const parts = open.split('.');
    switch (this.#random.below(6)) {
      case 0:
        return open.slice(0, this.#random.below(open.length));
      case 1:
        return this.#unissuedTicket(1 + this.#random.below(2 ** 32 - 1));
      case 2:
        return [...parts.slice(0, -1), this.#hex(32)].join('.');
      case 3:
        return `${open}.`;
      case 4:
        return open.toUpperCase();
      default:
        return this.#unissuedTicket();
    }
  }

  #hex(length: number): string {
    return Array.from({ length }, () => this.#random.below(16).toString(16)).join('');
  }
}

/** Like JSON.parse(), makes '__proto__' an own property of the object. */
function withOwn(object: object, key: string, value: unknown): object {
  const descriptor = { value, enumerable: true, configurable: true, writable: true };
  return Object.defineProperty({ ...object }, key, descriptor);
}
