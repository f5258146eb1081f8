/**
 * The only process that computes the session keys. It derives them from the password and the first
 * two tokens of a handshake, like the reference package, and sends them in masked form only. So any
 * copy of a key in another process was made by the package or the addon.
 */
import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';

import { identity } from './reference-package';

export interface HandshakeTokens {
  /** Base64, like all bytes here. */
  readonly hello: string;
  readonly challenge: string;
}

/** The needles of a search. Each is combined with the mask by exclusive or. */
export interface MaskedNeedles {
  readonly mask: string;
  readonly names: readonly string[];
  readonly masked: string;
}

const headerSize = 12;
const nonceSize = 32;
const saltSize = 16;
/** The hash of empty channel bindings. */
const noBindings = Buffer.alloc(32);
/** Half a key. The next user of a freed block overwrites its beginning first. */
const needleSize = 16;

const hmac = (key: Buffer, ...parts: readonly Buffer[]) =>
  createHmac('sha256', key).update(Buffer.concat(parts)).digest();

const expand = (key: Buffer, label: string, context = Buffer.alloc(0)) =>
  hmac(key, Buffer.from(`${label}\0`), context, Buffer.of(1));

/** Repeats the derivation of handshake_secrets.cc, session_keys.cc and packed_context.cc. */
function deriveKeys({ hello, challenge }: HandshakeTokens): ReadonlyMap<string, Buffer> {
  const [helloBytes, challengeBytes] = [hello, challenge].map((text) =>
    Buffer.from(text, 'base64'),
  );
  if (helloBytes === undefined || challengeBytes === undefined) throw new Error('No tokens');
  const nonceOf = (token: Buffer) => token.subarray(headerSize, headerSize + nonceSize);
  const salt = challengeBytes.subarray(headerSize + nonceSize, headerSize + nonceSize + saltSize);
  const iterations = challengeBytes.readUInt32LE(headerSize + nonceSize + saltSize);
  const password = Buffer.from(identity.password, 'utf16le');
  const stretched = pbkdf2Sync(password, salt, iterations, 32, 'sha256');
  const transcript = createHash('sha256')
    .update(helloBytes)
    .update(challengeBytes)
    .update(noBindings)
    .digest();
  const handshake = hmac(Buffer.concat([nonceOf(helloBytes), nonceOf(challengeBytes)]), stretched);
  const session = expand(handshake, 'session', transcript);
  return new Map([
    ['stretched password', stretched],
    ['handshake key', handshake],
    ['session secret', session],
    ...[
      'client to server sign',
      'client to server seal',
      'server to client sign',
      'server to client seal',
      'session key attribute',
      'packed context',
    ].map((label) => [label, expand(session, label)] as const),
  ]);
}

/** Forms of a key in memory: the key itself, and the inner and outer block of its HMAC. */
const shapes = [
  ['', 0],
  [', inner block', 0x36],
  [', outer block', 0x5c],
] as const;

function maskedNeedles(tokens: HandshakeTokens): MaskedNeedles {
  const mask = randomBytes(needleSize);
  const names: string[] = [];
  const masked: Buffer[] = [];
  for (const [name, key] of deriveKeys(tokens)) {
    for (const [shape, pad] of shapes) {
      const bytes = key.map((byte) => byte ^ pad);
      const swapped = Buffer.from(bytes).swap32();
      for (const [order, shaped] of [
        ['', bytes],
        [', big-endian words', swapped],
      ] as const) {
        for (const half of [0, needleSize]) {
          names.push(`${name}${shape}${order}, ${half === 0 ? 'first' : 'second'} half`);
          masked.push(
            Buffer.from(
              shaped.subarray(half, half + needleSize).map((byte, i) => byte ^ (mask[i] ?? 0)),
            ),
          );
        }
      }
    }
  }
  return {
    mask: mask.toString('base64'),
    names,
    masked: Buffer.concat(masked).toString('base64'),
  };
}

process.on('message', (tokens: HandshakeTokens) => {
  process.send?.(maskedNeedles(tokens));
});
process.send?.('ready');
