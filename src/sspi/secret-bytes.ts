let room = new Uint8Array();

/** Memory outside V8's heap. All secrets of this thread share it, because none outlives its call. */
function roomFor(size: number): Uint8Array {
  if (room.byteLength < size) room = new Uint8Array(new ArrayBuffer(Math.max(size, 4096)));
  return room.subarray(0, size);
}

/**
 * Calls `use` with a copy of a secret, and wipes the copy when `use` returns or throws. This also works for
 * asynchronous native functions, because the addon copies its arguments before a call returns.
 *
 * Trap: V8 keeps the bytes of a short array (up to 64 bytes, unless created over an ArrayBuffer) on its heap.
 * When Node-API asks for their address, V8 moves the bytes off the heap and leaves the old bytes behind,
 * which nothing can wipe. The copy is over an ArrayBuffer, which was never on the heap. `set` reads the
 * secret in place; `buffer`, `subarray`, `slice` and Buffer.from would move the secret or copy it again.
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
