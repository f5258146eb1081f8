/** How many milliseconds the event loop stands still at most while `action` runs. */
export async function longestStandstill(action: () => Promise<void>): Promise<number> {
  let last = performance.now();
  let longest = 0;
  const turning = setInterval(() => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
  }, 1);
  await action();
  clearInterval(turning);
  return Math.max(longest, performance.now() - last);
}
