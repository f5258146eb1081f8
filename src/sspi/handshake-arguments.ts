import {
  ArgumentRangeError,
  ArgumentTypeError,
  requireBytes,
  requireNonEmptyText,
} from '../arguments';
import type { HandshakeOptions } from './handshake-context';

const noBytes = Buffer.alloc(0);

/** The ALPN format: each protocol's name after its length. */
function encodeProtocols(protocols: readonly string[]): Buffer {
  if (protocols.length === 0) return noBytes;
  const list = Buffer.concat(
    protocols.map((protocol, index) => {
      const name = Buffer.from(
        requireNonEmptyText(`options.applicationProtocols[${String(index)}]`, protocol),
      );
      return Buffer.concat([Buffer.of(requireLength(index, name)), name]);
    }),
  );
  if (list.length > 0xffff) {
    throw new ArgumentRangeError(
      'options.applicationProtocols',
      'at most 65535 bytes in total, with one length byte for each protocol',
      list.length,
    );
  }
  return list;
}

function requireLength(index: number, name: Buffer): number {
  if (name.length > 255) {
    throw new ArgumentRangeError(
      `options.applicationProtocols[${String(index)}]`,
      'at most 255 bytes',
      name.length,
    );
  }
  return name.length;
}

export function handshakeArguments({
  // Only undefined means no bindings. Null is refused, because a failed search for bindings returns null.
  applicationProtocols = [],
  channelBindings = noBytes,
}: { readonly [Name in keyof HandshakeOptions]?: HandshakeOptions[Name] | undefined }): {
  channelBindings: Uint8Array;
  applicationProtocols: Uint8Array;
} {
  if (!Array.isArray(applicationProtocols)) {
    throw new ArgumentTypeError('options.applicationProtocols', 'an array', applicationProtocols);
  }
  return {
    channelBindings: requireBytes('options.channelBindings', channelBindings),
    applicationProtocols: encodeProtocols(applicationProtocols),
  };
}
