import { Child, nextNumber } from '../child';
import { run as runRace, type Work } from '../race';
import type { CaseResult } from '../result';

/** Each load has its own process, which measures the time itself, without the start of Node.js. */
function loading(name: string): Work {
  return async (iterations) => {
    let nanoseconds = 0;
    for (let i = 0; i < iterations; i++) {
      const child = new Child('load/load-time', [name]);
      nanoseconds += await nextNumber(child);
      await child.end();
    }
    return nanoseconds;
  };
}

const CONTESTANTS = [
  ...['sspi-handoff', 'sspi-handoff, and Secur32'],
  ...['koffi', 'koffi, and Secur32', 'node-expose-sspi'],
];

export const loadTime = {
  name: 'load-time',

  run: (rounds: number): Promise<CaseResult> =>
    runRace(
      {
        name: 'load-time',
        title: 'Load the package, without the start of Node.js',
        contestants: Object.fromEntries(CONTESTANTS.map((name) => [name, loading(name)])),
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
