import assert from 'node:assert/strict';

import { SecurityContext } from 'sspi-handoff';

import { settle } from '../../test/windows/support/settle';
import { probe } from '../../test/windows/support/win32-probe';
import { assertNextMessageArrives, converse } from '../parties';
import { privateBytes } from '../peers/limit';
import { type CaseResult, judge } from '../result';
import { spreadOf } from '../statistics';

/** V8's young generation grows once more after some 250,000; from then on nothing does. */
const WARM_UP = 400_000;
const CYCLES = 1_000_000;
const TURN = 1_000;

/** Nothing is left of many exports and imports: no handle, and no memory. */
export const cycles = {
  name: 'cycles',

  async run(): Promise<CaseResult> {
    const { client, server } = converse();
    let context: SecurityContext = server;
    const go = async (count: number) => {
      for (let cycle = 0; cycle < count; cycle++) {
        const exported = context.exportSync();
        context = SecurityContext.importSync(exported);
        exported.dispose();
        // A turn of the event loop, in which finalizers run, as in any real program.
        if (cycle % TURN === 0) await new Promise((resolve) => setImmediate(resolve));
      }
      await settle();
    };
    await go(WARM_UP);
    const before = { handles: probe.processHandleCount(), bytes: privateBytes() };
    await go(CYCLES);
    const handles = probe.processHandleCount() - before.handles;
    const megabytes = (privateBytes() - before.bytes) / 2 ** 20;
    assertNextMessageArrives(client, context);
    context.dispose();
    client.dispose();
    assert.ok(Number.isFinite(megabytes));
    return {
      name: 'cycles',
      title: `${CYCLES.toLocaleString('en-US')} exports and imports`,
      times: [],
      marks: [
        judge('process handles more', spreadOf([handles]), { atMost: 0 }, 'handles'),
        judge('private bytes more', spreadOf([megabytes]), { atMost: 2 }, 'MB'),
      ],
      curves: [],
      remarks: [],
      skipped: null,
    };
  },
};
