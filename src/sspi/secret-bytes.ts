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
  const copy = new Uint8Array(new ArrayBuffer(secret.byteLength));
  copy.set(secret);
  try {
    return use(copy);
  } finally {
    copy.fill(0);
  }
}
