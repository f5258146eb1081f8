import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';

/** How many bytes more there are outside the heap of JavaScript after `action`. */
export function bytesAllocatedBy(action: () => void): number {
  const before = liveBytes();
  action();
  return process.memoryUsage().arrayBuffers - before;
}

function liveBytes(): number {
  const { gc } = globalThis;
  assert.ok(gc, 'run with --expose-gc');
  // Else another thread frees what is garbage, whenever that is.
  setFlagsFromString('--no-concurrent-array-buffer-sweeping');
  gc();
  setFlagsFromString('--concurrent-array-buffer-sweeping');
  return process.memoryUsage().arrayBuffers;
}
