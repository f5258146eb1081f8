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

/** Each in order, since client and worker check that, and nothing that grows with their number. */
export function assertAllWereHandedOff(figures: LoadFigures): void {
  const { transfers, adopted, failures, warnings, handles, open, exitCodes } = figures;
  assert.deepEqual(failures, []);
  assert.deepEqual(warnings, []);
  assert.equal(adopted, transfers);
  for (const [before, after] of handles) {
    assert.ok(after <= before + 8, `${String(after)} handles, ${String(before)} before`);
  }
  const [front, ...workers] = open;
  assert.deepEqual(front, { accessTokens: 0, credentials: 1, securityContexts: 0 });
  for (const worker of workers) {
    assert.deepEqual(worker, { accessTokens: 0, credentials: 0, securityContexts: 0 });
  }
  for (const code of exitCodes) assert.equal(code, 0);
}
