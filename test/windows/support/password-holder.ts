/**
 * A process that makes a password, acquires credentials with it, wipes it, and then searches its
 * own memory for it. It computes the password character by character, so that it makes no other
 * copy.
 */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';

import { Credentials, SecurityContext, setThreadPoolSize } from 'sspi-handoff';

import { identity, packageName } from './reference-package';
import { probe } from './win32-probe';

/** Each way to make the bytes that `Identity.password` accepts. The argument is their length. */
const forms = {
  'Buffer.alloc': (length: number) => Buffer.alloc(length),
  'Buffer.allocUnsafe': (length: number) => Buffer.allocUnsafe(length),
  'Buffer.allocUnsafeSlow': (length: number) => Buffer.allocUnsafeSlow(length),
  'new Uint8Array': (length: number) => new Uint8Array(length),
  'new Uint8Array(new ArrayBuffer)': (length: number) => new Uint8Array(new ArrayBuffer(length)),
  'Buffer.from(new ArrayBuffer)': (length: number) => Buffer.from(new ArrayBuffer(length)),
  'subarray of Buffer.alloc': (length: number) => Buffer.alloc(length + 16).subarray(8, length + 8),
  'subarray of new Uint8Array': (length: number) =>
    new Uint8Array(length + 16).subarray(8, length + 8),
} as const;

export type PasswordForm = keyof typeof forms | 'Buffer.from(text)' | 'text';
export const bytesForms = Object.keys(forms) as (keyof typeof forms)[];

export interface PasswordTrial {
  readonly form: PasswordForm;
  /** The length in bytes: a multiple of 16. */
  readonly length: number;
  /**
   * `'import'` passes the bytes as a packed context. `'import'` and `'refused'` name an unknown
   * package, because HandoffReference throws an exception when it refuses, and Wine copies the
   * registers onto the stack with each exception.
   */
  readonly mode: 'sync' | 'async' | 'refused' | 'import';
  /** Whether to wipe the bytes and dispose the credentials before the search. */
  readonly wipe: boolean;
}

const needleSize = 16;
let seed = 0;

/**
 * Returns a printable character. V8 then stores the text with one byte for each character, so
 * JavaScript never holds its UTF-16LE form.
 */
function character(index: number): number {
  let state = (seed ^ Math.imul(index + 1, 0x9e3779b1)) >>> 0;
  for (const [shift, factor] of [
    [16, 0x85ebca6b],
    [13, 0xc2b2ae35],
    [16, 1],
  ] as const) {
    state = Math.imul(state ^ (state >>> shift), factor) >>> 0;
  }
  return 0x30 + (state % 64);
}

const utf16 = (index: number) => (index % 2 === 0 ? character(index / 2) : 0);

function makePassword(form: PasswordForm, length: number): string | Uint8Array {
  if (form === 'text' || form === 'Buffer.from(text)') {
    let text = '';
    for (let index = 0; index < length / 2; index++) text += String.fromCharCode(character(index));
    return form === 'text' ? text : Buffer.from(text, 'utf16le');
  }
  const bytes = forms[form](length);
  for (let index = 0; index < length; index++) bytes[index] = utf16(index);
  return bytes;
}

async function acquire(mode: PasswordTrial['mode'], password: string | Uint8Array) {
  if (mode === 'import' && typeof password !== 'string') {
    const importing = { packageName: 'NoSuchPackage', packedContext: password };
    assert.throws(() => SecurityContext.importSync(importing));
    return undefined;
  }
  if (mode === 'refused') {
    const refused = { packageName: 'NoSuchPackage', use: 'both' } as const;
    assert.throws(() =>
      Credentials.acquireSync({ ...refused, identity: { ...identity, password } }),
    );
    return undefined;
  }
  const options = { packageName, use: 'both', identity: { ...identity, password } } as const;
  return mode === 'async' ? Credentials.acquire(options) : Credentials.acquireSync(options);
}

/**
 * Gives the only thread of the pool other work. A package copies the password through vector registers,
 * and Wine saves the registers of a waiting thread in the memory of the process.
 */
async function occupyThread(): Promise<void> {
  (await Credentials.acquire({ packageName, use: 'both', identity })).dispose();
}

/** Returns the places of the password in memory. */
async function run(trial: PasswordTrial): Promise<string[]> {
  seed = randomBytes(4).readUInt32LE();
  const mask = randomBytes(needleSize);
  const masked = Buffer.alloc(trial.length);
  for (let index = 0; index < trial.length; index++) {
    masked[index] = utf16(index) ^ (mask[index % needleSize] ?? 0);
  }
  // A collection between here and the call would move a short array and leave a copy.
  globalThis.gc?.();
  const password = makePassword(trial.form, trial.length);
  const credentials = await acquire(trial.mode, password);
  if (trial.wipe) {
    if (typeof password !== 'string') password.fill(0);
    credentials?.dispose();
  }
  if (trial.mode === 'async') await occupyThread();
  const found = probe.searchMemory(mask, masked);
  const places = found.map(({ needle, address, memory }) => {
    return `bytes from ${String(needle * needleSize)}: ${memory} memory, 0x${address.toString(16)}`;
  });
  credentials?.dispose();
  // A use after the search keeps the engine from freeing the password before.
  if (password.length === 0) throw new Error('There was no password');
  return places;
}

if (process.send) {
  setThreadPoolSize(1);
  process.on('message', (trial: PasswordTrial) => {
    run(trial).then(
      (found) => process.send?.({ found }),
      (error: unknown) => process.send?.({ error: String(error) }),
    );
  });
  process.send({});
}
