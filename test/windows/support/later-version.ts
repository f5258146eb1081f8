import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { converse } from './reference-package';

// The layout of HandoffReference's packed context: security-package/reference/session/packed_context.cc.
const VERSION_AT = 4;
const SECRET_AT = 12;
const SECRET_SIZE = 32;
const SEAL_SIZE = 32;

/**
 * Calls `action` with a file that contains the packed context of a later version, by default of
 * HandoffReference.
 */
export async function withLaterVersion<Value>(
  action: (file: string) => Promise<Value>,
  packed = packedByLaterVersion(),
): Promise<Value> {
  const folder = mkdtempSync(join(tmpdir(), 'later-version-'));
  try {
    const file = join(folder, 'packed-context');
    writeFileSync(file, packed);
    return await action(file);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Returns a packed context of HandoffReference with the next version and a valid seal. */
function packedByLaterVersion(): Buffer {
  using conversation = converse();
  using exported = conversation.server.exportSync();
  const packed = Buffer.from(exported.packedContext);
  packed.writeUInt32LE(packed.readUInt32LE(VERSION_AT) + 1, VERSION_AT);
  seal(packed);
  return packed;
}

export function seal(packed: Buffer): void {
  const secret = packed.subarray(SECRET_AT, SECRET_AT + SECRET_SIZE);
  const key = createHmac('sha256', secret).update('packed context\0\x01').digest();
  const sealed = packed.subarray(0, -SEAL_SIZE);
  createHmac('sha256', key).update(sealed).digest().copy(packed, sealed.length);
}
