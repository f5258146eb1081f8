import type { ChildProcess } from 'node:child_process';

/** The pipe of an IPC channel, which Node does not document. */
interface ChannelPipe {
  onread(this: ChannelPipe, bytes: ArrayBuffer | undefined): unknown;
  writeUtf8String(request: object, text: string, handle?: object): number;
  writeBuffer(request: object, bytes: Uint8Array, handle?: object): number;
}

/**
 * Records every byte that crosses a child's IPC pipe in both directions, at the reads and writes of
 * the pipe. It does not see the Winsock data that libuv sends for a socket.
 */
export class ChannelTap {
  readonly #read: Buffer[] = [];
  readonly #written: Buffer[] = [];

  constructor(child: ChildProcess) {
    const pipe = pipeOf(child);
    const { onread, writeUtf8String, writeBuffer } = pipe;
    pipe.onread = (bytes) => {
      if (bytes !== undefined) this.#read.push(Buffer.from(bytes.slice(0)));
      return onread.call(pipe, bytes);
    };
    pipe.writeUtf8String = (request, text, handle) => {
      this.#written.push(Buffer.from(text));
      return writeUtf8String.call(pipe, request, text, handle);
    };
    pipe.writeBuffer = (request, bytes, handle) => {
      this.#written.push(Buffer.from(bytes));
      return writeBuffer.call(pipe, request, bytes, handle);
    };
  }

  get read(): Buffer {
    return withDecoded(Buffer.concat(this.#read));
  }

  get written(): Buffer {
    return withDecoded(Buffer.concat(this.#written));
  }
}

/**
 * Returns the bytes, followed by the decoded content of each base64 text. Messages and heads cross
 * as base64.
 */
function withDecoded(bytes: Buffer): Buffer {
  const texts = bytes.toString('latin1').match(/[A-Za-z0-9+/]{12,}={0,2}/g) ?? [];
  // Decodes at each offset, because a byte before the text may look like a part of it.
  const decoded = texts.flatMap((text) =>
    [0, 1, 2, 3].map((offset) => Buffer.from(text.slice(offset), 'base64')),
  );
  return Buffer.concat([bytes, ...decoded]);
}

/** Finds the first run of 8 bytes of a secret among other bytes, in any spelling. */
export function findRun(crossed: Buffer, secret: Uint8Array): string | null {
  for (let at = 0; at + runLength <= secret.length; at++) {
    const run = Buffer.from(secret.subarray(at, at + runLength));
    // Skips runs that are mostly zeros. Lengths and sequence numbers contain them and are not
    // secret.
    if (run.filter((byte) => byte === 0).length > runLength / 2) continue;
    for (const [spelling, spelled] of Object.entries(spellings(run))) {
      if (crossed.includes(spelled)) return `${spelling}, from byte ${String(at)} of it`;
    }
  }
  return null;
}

const runLength = 8;

function spellings(run: Buffer): Record<string, Buffer | string> {
  return {
    raw: run,
    hex: run.toString('hex'),
    // Omits the last, incomplete group, because it depends on the bytes that follow.
    base64: run.toString('base64').slice(0, 10),
    latin1: run.toString('latin1'),
    utf16: Buffer.from(run.toString('latin1'), 'utf16le'),
    'numbers of JSON': run.join(','),
  };
}

function pipeOf(child: ChildProcess): ChannelPipe {
  const key = Object.getOwnPropertySymbols(child).find(
    ({ description }) => description === 'kChannelHandle',
  );
  const pipe = key === undefined ? undefined : (child as unknown as Record<symbol, unknown>)[key];
  if (typeof pipe !== 'object' || pipe === null || !('writeUtf8String' in pipe)) {
    throw new Error('This Node.js keeps the pipe of its IPC channel elsewhere');
  }
  return pipe as ChannelPipe;
}
