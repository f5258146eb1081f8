import { loadInstalled } from '../installed';

/** JavaScript memory, or an address. */
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
 * Memory for C structures. koffi passes Buffers without a conversion, but converts plain objects at each
 * call. The memory is one ArrayBuffer, which V8 never moves.
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

  /** Returns an address for a structure, and keeps the memory alive. */
  addressOf(memory: Buffer): bigint {
    this.#pointedAt.push(memory);
    return koffi.address(memory);
  }
}

/** Allocates outside V8's heap, because V8 moves objects in its heap. */
export function stableBuffer(size: number): Buffer {
  return Buffer.from(new ArrayBuffer(Math.max(size, 128)), 0, size);
}
