import assert from 'node:assert/strict';

import {
  ClientSecurityContext,
  conductHandshake,
  Credentials,
  ServerSecurityContext,
} from 'sspi-handoff';

import { lossesOf, TOLERABLE_KIB } from '../support/losses';
import {
  describeWithReferencePackage,
  exchangeMessages,
  identity,
  packageName,
} from '../support/reference-package';
import { longestStandstill, withoutStandstill } from '../support/standstill';
import { whileSlow } from '../support/win32-probe';

const handshakes = 200;
const slowMilliseconds = 160;
/** The default of setThreadPoolSize(). */
const threads = 64;

async function performHandshake(): Promise<void> {
  using credentials = await Credentials.acquire({ packageName, use: 'both', identity });
  using client = new ClientSecurityContext({ credentials });
  using server = new ServerSecurityContext({ credentials });
  await conductHandshake(client, server);
  exchangeMessages(client, server);
}

async function performAllHandshakes(): Promise<void> {
  await Promise.all(Array.from({ length: handshakes }, performHandshake));
}

describeWithReferencePackage(`${String(handshakes)} handshakes at once`, () => {
  it('do not block the event loop if the package is slow', async () => {
    // The threads of the pool have to wait for the slow package. The main thread must not wait.
    const leastMilliseconds = (2 * handshakes * slowMilliseconds) / threads;
    const { milliseconds, standstill } = await withoutStandstill(leastMilliseconds, async () => {
      const started = performance.now();
      const standstill = await longestStandstill(() =>
        whileSlow('AcceptSecurityContext', slowMilliseconds, performAllHandshakes),
      );
      return { standstill, milliseconds: performance.now() - started };
    });
    assert.ok(milliseconds >= leastMilliseconds, `${String(milliseconds)} ms`);
    assert.ok(standstill < leastMilliseconds, `${String(standstill)} ms`);
  });

  it('use no more memory than their contexts and tokens need', async () => {
    const { kib } = await lossesOf(performAllHandshakes);
    // Each of the 400 contexts may use 20 KiB. A buffer of 64 KiB for each would exceed the limit.
    assert.ok(kib < TOLERABLE_KIB, `${String(kib)} KiB`);
  });
});
