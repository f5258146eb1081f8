import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import { nextMessage } from '../child-message';
import { run as runRace, type Work } from '../race';
import type { CaseResult } from '../result';

/** A process for each; the time is that within it, so that Node's own start does not count. */
function loadedIn(name: string): Work {
  return async (iterations) => {
    let nanoseconds = 0;
    for (let i = 0; i < iterations; i++) {
      const child = fork(join(__dirname, '..', 'load', 'load-time.js'), [name]);
      const exit = once(child, 'exit');
      const time = await nextMessage(child);
      assert.ok(typeof time === 'number');
      nanoseconds += time;
      const [code] = (await exit) as [number];
      assert.equal(code, 0);
    }
    return nanoseconds;
  };
}

export const loadTime = {
  name: 'load-time',

  run: (rounds: number): Promise<CaseResult> =>
    runRace(
      {
        name: 'load-time',
        title: "Load the package, after Node's own start",
        contestants: {
          'sspi-handoff': loadedIn('sspi-handoff'),
          'sspi-handoff, and Secur32': loadedIn('sspi-handoff, and Secur32'),
          koffi: loadedIn('koffi'),
          'koffi, and Secur32': loadedIn('koffi, and Secur32'),
          'node-expose-sspi': loadedIn('node-expose-sspi'),
        },
        marks: [
          { contestant: 'sspi-handoff', against: 'koffi', mark: { atMost: 0.5 } },
          { contestant: 'sspi-handoff, and Secur32', against: 'koffi, and Secur32', mark: null },
          { contestant: 'sspi-handoff, and Secur32', against: 'koffi', mark: null },
        ],
      },
      rounds,
      { turnNanoseconds: 0 },
    ),
};
