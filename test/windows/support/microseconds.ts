/** Waits more exactly than a timer. Messages can arrive in the meantime. */
export async function microseconds(duration: number): Promise<void> {
  const until = performance.now() + duration / 1000;
  while (performance.now() < until) await new Promise((resolve) => setImmediate(resolve));
}
