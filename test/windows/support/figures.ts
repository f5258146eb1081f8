import assert from 'node:assert/strict';

import type { LoadFigures } from './handoff-load';
import type { Figures } from './many-handshakes';
import type { TerminationFigures } from './terminated-threads';

/** What V8 and Windows take for themselves; 100,000 handshakes that lost 100 bytes each go beyond. */
const tolerableKib = 8192;

export function assertNothingIsLeft({ handshakes, handles, open, residentKib }: Figures): void {
  assert.ok(
    handles[1] <= handles[0],
    `${String(handles[1])} handles, ${String(handles[0])} before`,
  );
  assert.deepEqual(open, { accessTokens: 0, credentials: 1, securityContexts: 0 });
  const more = residentKib[1] - residentKib[0];
  assert.ok(more < tolerableKib, `${String(more)} KiB more after ${String(handshakes)} handshakes`);
}

/** Each thread has several contexts on their way. The runtime opens a handle of its own now and then. */
export function assertFewHandles({ terminations, handles }: TerminationFigures): void {
  const more = handles[1] - handles[0];
  assert.ok(more < 6, `${String(more)} more handles after ${String(terminations)} threads`);
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
