import assert from 'node:assert/strict';

import type { LoadFigures } from './handoff-load';
import { TOLERABLE_KIB } from './losses';
import type { Figures } from './many-handshakes';

export function assertNothingIsLost({ handshakes, lost, open }: Figures): void {
  assert.equal(lost.handles, 0);
  assert.deepEqual(open, { accessTokens: 0, credentials: 1, securityContexts: 0 });
  const { kib } = lost;
  assert.ok(kib < TOLERABLE_KIB, `${String(kib)} KiB lost by ${String(handshakes)} handshakes`);
}

/**
 * Asserts that every context was handed off and that nothing grows with the number of transfers.
 * The clients and workers check the order of the messages. A connection that its client resets may
 * stay with the front or arrive closed; its context is in one of the two processes.
 */
export function assertAllWereHandedOff(figures: LoadFigures): void {
  const { transfers, resets, lost, doubled, failures, warnings, handles, open } = figures;
  assert.deepEqual(failures, []);
  assert.deepEqual(warnings, []);
  for (const code of figures.exitCodes) assert.equal(code, 0);
  assert.equal(resets.before + resets.during + resets.after, Math.floor(transfers / 10));
  for (const [phase, count] of Object.entries(resets)) {
    // With few resets, all may happen in the same phase.
    assert.ok(count > 0 || transfers < 2000, `no connection was reset ${phase} the handoff`);
  }
  assert.deepEqual({ lost, doubled }, { lost: 0, doubled: 0 });
  // A connection that was reset may arrive. All others must arrive.
  assert.ok(figures.arrivedAlive <= figures.received);
  assert.ok(figures.arrivedAlive >= transfers - resets.before - resets.during - resets.after);
  for (const [before, after] of handles) {
    assert.ok(after <= before + 8, `${String(after)} handles, ${String(before)} before`);
  }
  const [front, ...workers] = open;
  assert.deepEqual(front, { accessTokens: 0, credentials: 1, securityContexts: 0 });
  for (const worker of workers) {
    assert.deepEqual(worker, { accessTokens: 0, credentials: 0, securityContexts: 0 });
  }
}
