import assert from 'node:assert/strict';

import {
  ClientSecurityContext,
  conductHandshake,
  Credentials,
  ServerSecurityContext,
} from 'sspi-handoff';

import {
  describeWithReferencePackage,
  exchangeMessages,
  identity,
  packageName,
} from './support/reference-package';
import { longestStandstill } from './support/standstill';
import { whileSlow } from './support/win32-probe';

const handshakes = 200;
const slowMilliseconds = 10;

async function shakeHandsOnce(): Promise<void> {
  using credentials = await Credentials.acquire({ packageName, use: 'both', identity });
  using client = new ClientSecurityContext({ credentials });
  using server = new ServerSecurityContext({ credentials });
  await conductHandshake(client, server);
  exchangeMessages(client, server);
}

function shakeHandsAllAtOnce(): Promise<unknown> {
  return Promise.all(Array.from({ length: handshakes }, shakeHandsOnce));
}

describeWithReferencePackage(`${String(handshakes)} handshakes at once`, () => {
  it('do not hold up the event loop, however slow the package is', async () => {
    let seconds = 0;
    const standstill = await longestStandstill(async () => {
      const started = performance.now();
      await whileSlow('AcceptSecurityContext', slowMilliseconds, async () => {
        await shakeHandsAllAtOnce();
      });
      seconds = (performance.now() - started) / 1000;
    });
    // The pool's four threads have had to wait: it was slow. The main thread has not.
    const waited = 2 * handshakes * slowMilliseconds;
    assert.ok(seconds >= waited / 4 / 1000, `${String(seconds)} s`);
    assert.ok(standstill < waited / 4, `${String(standstill)} ms`);
  });

  it('take no more memory than their contexts and tokens need', async () => {
    await shakeHandsAllAtOnce();
    globalThis.gc?.();
    const before = process.memoryUsage().rss;
    await shakeHandsAllAtOnce();
    globalThis.gc?.();
    const moreKib = (process.memoryUsage().rss - before) / 1024;
    // 40 KiB for each of the 400 contexts; a buffer of 64 KiB for each would go beyond.
    assert.ok(moreKib < handshakes * 2 * 40, `${String(moreKib)} KiB`);
  });
});
