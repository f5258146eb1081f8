import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';

/** Returns the growth of memory outside the JavaScript heap during `action`. */
export function bytesAllocatedBy(action: () => void): number {
  const before = liveBytes();
  action();
  return process.memoryUsage().arrayBuffers - before;
}

function liveBytes(): number {
  const { gc } = globalThis;
  assert.ok(gc, 'run with --expose-gc');
  // Otherwise another thread frees garbage at an unknown time.
  setFlagsFromString('--no-concurrent-array-buffer-sweeping');
  gc();
  setFlagsFromString('--concurrent-array-buffer-sweeping');
  return process.memoryUsage().arrayBuffers;
}
