/**
 * The process that knows session keys: it derives them as the reference package does, from the
 * password and the first two tokens of a handshake, and tells them masked only. So no other process
 * has a copy of them that the package, or the addon, has not made.
 */
import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';

import { identity } from './reference-package';

export interface HandshakeTokens {
  /** Base64, as all bytes here. */
  readonly hello: string;
  readonly challenge: string;
}

/** What to search for: each needle is combined with the mask by exclusive or. */
export interface MaskedNeedles {
  readonly mask: string;
  readonly names: readonly string[];
  readonly masked: string;
}

const headerSize = 12;
const nonceSize = 32;
const saltSize = 16;
/** The hash of no channel bindings. */
const noBindings = Buffer.alloc(32);
/** Half a key: whatever reuses a freed block writes into its beginning first. */
const needleSize = 16;

const hmac = (key: Buffer, ...parts: readonly Buffer[]) =>
  createHmac('sha256', key).update(Buffer.concat(parts)).digest();

const expand = (key: Buffer, label: string, context = Buffer.alloc(0)) =>
  hmac(key, Buffer.from(`${label}\0`), context, Buffer.of(1));

/** handshake_secrets.cc, session_keys.cc and packed_context.cc, once more. */
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

/** In which shapes a key may lie about: itself, and HMAC's inner and outer block of it. */
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
