import { callsOfEach } from './kernel-calls';
import { type Case, judge, type Mark, type Spread, spreadOf, toResult } from './result';

/** Does a piece of work `iterations` times, checks the result, and returns the nanoseconds. */
export type Work = (iterations: number) => number | Promise<number>;

export interface Race {
  readonly name: string;
  readonly title: string;
  readonly contestants: Readonly<Record<string, Work>>;
  readonly marks: readonly RaceMark[];
  /** The operations of one iteration, by default 1. */
  readonly together?: number;
  /** How many more calls of the kernel a contestant may make than another one. */
  readonly moreKernelCalls?: readonly [contestant: string, against: string, atMost: number];
}

/** The ratio between the times of two contestants, and its limit. */
export type RaceMark = readonly [
  contestant: string,
  against: string,
  mark: Mark | null,
  claim?: string,
];

/** The least time of the fastest contestant's turn. */
const TURN_NS = 3_000_000;
/** V8 has compiled a work that ran so long. Only the speed of a running service matters. */
const WARM_UP_NS = 1_000_000_000;
/** So many turns make the calls for memory and for garbage visible. */
const COUNTED_TURNS = 10;

/**
 * Lets all contestants take turns, so that a slow phase of the machine affects all of them. Turns are
 * short and rounds are many, so that most turns end before another process gets the processor. Another
 * process can only add time, so the ratios compare the lower quartiles.
 */
export function raceCase(race: Race): Case {
  const { name, title, contestants, marks, together = 1, moreKernelCalls } = race;
  let iterations = 1;
  return {
    name,

    async run(rounds) {
      const runners = Object.values(contestants).map((work) => ({ work, times: [] as number[] }));
      const turns = [...runners];
      iterations = await calibrate(Object.values(contestants));
      for (const { work } of runners) {
        for (let time = 0; time < WARM_UP_NS;) time += await work(iterations);
      }
      for (let round = 0; round < rounds; round++) {
        for (const { work, times } of turns) {
          times.push((await work(iterations)) / iterations / together / 1000);
        }
        // The first contestant fills the caches for the others, so each round has another one.
        turns.push(...turns.splice(0, 1));
      }
      const names = Object.keys(contestants);
      const times: Record<string, Spread> = Object.fromEntries(
        runners.map((runner, index) => [names[index] ?? '', spreadOf(runner.times)]),
      );
      return toResult(name, title, {
        times,
        marks: marks.map(([contestant, against, mark, claim]) => {
          const [time, other] = [times[contestant], times[against]];
          const ratio = (time?.lowerQuartile ?? NaN) / (other?.lowerQuartile ?? NaN);
          return judge(claim ?? `${contestant} / ${against}`, ratio, mark);
        }),
      });
    },

    async count() {
      const kernelCalls = await callsOfEach(contestants, iterations * COUNTED_TURNS, together);
      if (moreKernelCalls === undefined) return { kernelCalls, marks: [] };
      const [contestant, against, atMost] = moreKernelCalls;
      const total = (of: string) =>
        Object.values(kernelCalls[of] ?? {}).reduce((sum, calls) => sum + calls, 0);
      const more = Math.round(total(contestant) - total(against));
      const claim = `${contestant}: kernel calls more than ${against}`;
      return { kernelCalls, marks: [judge(claim, more, { atMost }, '')] };
    },
  };
}

/** Finds the number of iterations that makes a turn long enough to be timed. */
async function calibrate(works: readonly Work[]): Promise<number> {
  let iterations = 1;
  for (;;) {
    let shortest = Infinity;
    for (const work of works) shortest = Math.min(shortest, await work(iterations));
    if (shortest >= TURN_NS) return iterations;
    const wanted = Math.ceil((iterations * TURN_NS) / Math.max(shortest, 1));
    iterations = Math.min(wanted, iterations * 8);
  }
}

/** Returns the nanoseconds of `work`. */
export function timedSync(work: () => void): number {
  const started = process.hrtime.bigint();
  work();
  return Number(process.hrtime.bigint() - started);
}

/** Works on at most `inFlight` items at a time, and empties the list. Returns the nanoseconds. */
export async function timeEach<Item>(
  items: Item[],
  inFlight: number,
  work: (item: Item) => Promise<unknown>,
): Promise<number> {
  const started = process.hrtime.bigint();
  const lanes = Array.from({ length: inFlight }, async () => {
    for (let item = items.pop(); item !== undefined; item = items.pop()) await work(item);
  });
  await Promise.all(lanes);
  return Number(process.hrtime.bigint() - started);
}
