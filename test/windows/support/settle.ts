/** Until what is disposed, and memory that V8 has not given back yet, is gone. */
export async function settle(): Promise<void> {
  for (let round = 0; round < 5; round++) {
    globalThis.gc?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
}
