/** Waits until disposed objects, and garbage that V8 has not freed yet, are gone. */
export async function settle(): Promise<void> {
  for (let round = 0; round < 5; round++) {
    globalThis.gc?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
}
