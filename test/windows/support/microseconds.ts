/** More exact than timers are, and meanwhile messages arrive. */
export async function microseconds(duration: number): Promise<void> {
  const until = performance.now() + duration / 1000;
  while (performance.now() < until) await new Promise((resolve) => setImmediate(resolve));
}
