import { settle } from '../../test/windows/support/settle';
import { probe } from '../../test/windows/support/win32-probe';
import { privateBytes } from '../contestants/bare';
import { Conversation } from '../contestants/ours';
import { referenceParties } from '../parties';
import { type Case, judge, toResult } from '../result';

/** V8's young generation grows a last time after about 250,000 cycles. */
const WARM_UP = 400_000;
const CYCLES = 1_000_000;
const TURN = 1_000;

/** Many exports and imports must leave no handle and no memory. */
export const cycles: Case = {
  name: 'cycles',

  async run() {
    using conversation = Conversation.start(referenceParties);
    const repeat = async (count: number) => {
      for (let cycle = 0; cycle < count; cycle++) {
        conversation.exportImport();
        // Finalizers run in a turn of the event loop, as in any real program.
        if (cycle % TURN === 0) await new Promise((resolve) => setImmediate(resolve));
      }
      await settle();
    };
    await repeat(WARM_UP);
    const before = { handles: probe.processHandleCount(), bytes: privateBytes() };
    await repeat(CYCLES);
    const handles = probe.processHandleCount() - before.handles;
    const megabytes = (privateBytes() - before.bytes) / 2 ** 20;
    conversation.requireNextMessageArrives();
    return toResult('cycles', `${CYCLES.toLocaleString('en-US')} exports and imports`, {
      marks: [
        judge('handles more', handles, { atMost: 0 }, ''),
        judge('private memory more', megabytes, { atMost: 2 }, 'MB'),
      ],
    });
  },
};
