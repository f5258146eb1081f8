import { type Case, judge, type MarkResult, spreadOf, toResult } from './result';

/** Does a piece of work `iterations` times, checks the result, and returns the nanoseconds. */
export type Work = (iterations: number) => number | Promise<number>;

export interface Race {
  readonly name: string;
  readonly title: string;
  readonly contestants: Readonly<Record<string, Work>>;
  readonly marks: readonly RaceMark[];
}

/** The ratio between the times of two contestants, and its limit. */
export type RaceMark = readonly [contestant: string, against: string, mark: MarkResult['mark']];

/** The least time of the fastest contestant's turn. */
const TURN_NS = 3_000_000;
/** V8 has compiled a work that ran so long. Only the speed of a running service matters. */
const WARM_UP_NS = 1_000_000_000;

/**
 * Lets all contestants take turns, so that a slow phase of the machine affects all of them. Each round
 * gives one ratio, and the result is the median of the ratios. Turns are short and rounds are many, so
 * that most turns end before another process gets the processor.
 */
export const raceCase = ({ name, title, contestants, marks }: Race): Case => ({
  name,
  async run(rounds) {
    const runners = Object.entries(contestants).map(([contestant, work]) => ({
      contestant,
      work,
      microseconds: [] as number[],
    }));
    const iterations = await calibrate(Object.values(contestants));
    for (const { work } of runners) {
      for (let time = 0; time < WARM_UP_NS;) time += await work(iterations);
    }
    for (let round = 0; round < rounds; round++) {
      for (const { work, microseconds } of runners) {
        microseconds.push((await work(iterations)) / iterations / 1000);
      }
      // The first contestant fills the caches for the others, so each round has another one.
      runners.push(...runners.splice(0, 1));
    }
    const timesOf = (wanted: string) =>
      runners.find(({ contestant }) => contestant === wanted)?.microseconds ?? [];
    return toResult(name, title, {
      times: Object.keys(contestants).map((contestant) => ({
        contestant,
        microseconds: spreadOf(timesOf(contestant)),
      })),
      marks: marks.map(([contestant, against, mark]) => {
        const others = timesOf(against);
        const ratios = timesOf(contestant).map((time, round) => time / (others[round] ?? NaN));
        return judge(`${contestant} / ${against}`, spreadOf(ratios), mark);
      }),
    });
  },
});

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
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = process.hrtime.bigint();
  await work();
  return Number(process.hrtime.bigint() - started);
}
