let room = new Uint8Array();

/** Outside of V8's heap, and the same for all secrets of this thread, since none outlives its call. */
function roomFor(size: number): Uint8Array {
  if (room.byteLength < size) room = new Uint8Array(new ArrayBuffer(Math.max(size, 4096)));
  return room.subarray(0, size);
}

/**
 * Calls `use` with a copy of a secret, and wipes the copy when `use` returns or throws. The addon copies
 * its arguments before a call returns, so this holds for asynchronous functions, too.
 *
 * Trap: V8 keeps the bytes of a short array (up to 64 bytes, unless made over an ArrayBuffer) on its heap.
 * When Node-API asks for their address, V8 moves them off the heap and leaves the old bytes behind, where
 * nobody can wipe them. The copy is over an ArrayBuffer, which never was on the heap. `set` reads the
 * secret where it is; `buffer`, `subarray`, `slice` and Buffer.from would move it, or copy it once more.
 */
export function withCopyOfSecret<Result>(
  secret: Uint8Array,
  use: (copy: Uint8Array) => Result,
): Result {
  const copy = roomFor(secret.byteLength);
  copy.set(secret);
  try {
    return use(copy);
  } finally {
    copy.fill(0);
  }
}
