import { loadInstalled } from '../packages/installed';

/** What a foreign function takes for a pointer: memory of JavaScript's, or an address. */
export type Pointer = Uint8Array | bigint | null;
export type ForeignFunction = (...args: (Pointer | number | string)[]) => number;

interface Koffi {
  load(library: string): {
    func(name: string, result: string, parameters: readonly string[]): ForeignFunction;
  };
  address(memory: Uint8Array): bigint;
  view(address: bigint, length: number): ArrayBuffer;
  readonly decode: { string16(address: bigint): string };
}

export const koffi = loadInstalled('koffi') as Koffi;

/**
 * Memory for C structures, written by hand: koffi's documentation has Buffers passed as they are,
 * where plain objects would be converted at each call. One ArrayBuffer, so that it never moves.
 */
export class Structures {
  readonly #memory = Buffer.from(new ArrayBuffer(4096));
  readonly #pointedAt: Buffer[] = [];
  #used = 0;

  take(size: number): Buffer {
    const start = this.#used;
    this.#used += Math.ceil(size / 16) * 16;
    return this.#memory.subarray(start, start + size);
  }

  /** An address to be written into a structure; what lies there lives as long as this. */
  addressOf(memory: Buffer): bigint {
    this.#pointedAt.push(memory);
    return koffi.address(memory);
  }
}

/** Of a size that does not lie in V8's own heap, from where it could be moved. */
export function stableBuffer(size: number): Buffer {
  return Buffer.from(new ArrayBuffer(Math.max(size, 128)), 0, size);
}
