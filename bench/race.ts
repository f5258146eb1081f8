import { type CaseResult, judge, type MarkResult, type Spread, spreadOf, toResult } from './result';

/** Does a piece of work `iterations` times, checks the result, and returns the nanoseconds. */
export type Work = (iterations: number) => number | Promise<number>;

export interface Race {
  readonly name: string;
  readonly title: string;
  readonly contestants: Readonly<Record<string, Work>>;
  readonly marks: readonly RaceMark[];
  /**
   * The least time of the fastest contestant's turn, by default 3 ms. With 0, each turn is one iteration
   * and nothing warms up.
   */
  readonly turnNanoseconds?: number;
}

/** The ratio between the times of two contestants, and its limit. */
export type RaceMark = readonly [contestant: string, against: string, mark: MarkResult['mark']];

/**
 * Lets all contestants take turns, so that a slow phase of the machine affects all of them. Each round
 * gives one ratio, and the result is the median of the ratios. Turns are short and rounds are many, so
 * that most turns end before another process gets the processor.
 */
export async function run(race: Race, rounds: number): Promise<CaseResult> {
  const { turnNanoseconds = 3_000_000 } = race;
  const names = Object.keys(race.contestants);
  const works = Object.values(race.contestants);
  const iterations = await calibrate(works, turnNanoseconds);
  if (turnNanoseconds > 0) await warmUp(works, iterations);
  const measures = works.map((work) => async () => (await work(iterations)) / iterations / 1000);
  const all = await inTurns(measures, rounds);
  const timesOf = (contestant: string) => at(all, names.indexOf(contestant));
  return toResult(race.name, race.title, {
    times: names.map((contestant) => ({
      contestant,
      microseconds: spreadOf(timesOf(contestant)),
    })),
    marks: race.marks.map(([contestant, against, mark]) => {
      const measured = ratio(timesOf(contestant), timesOf(against));
      return judge(`${contestant} / ${against}`, measured, mark);
    }),
  });
}

/** Returns the results of each measure in each round. */
export async function inTurns(
  measures: readonly (() => Promise<number>)[],
  rounds: number,
): Promise<number[][]> {
  const measured = measures.map((): number[] => []);
  for (let round = 0; round < rounds; round++) {
    // Each round starts with another contestant, because the first one fills the caches for the others.
    for (let turn = 0; turn < measures.length; turn++) {
      const index = (round + turn) % measures.length;
      at(measured, index).push(await at(measures, index)());
    }
  }
  return measured;
}

/** Finds the number of iterations that makes a turn long enough to be timed. */
async function calibrate(works: readonly Work[], turnNanoseconds: number): Promise<number> {
  let iterations = 1;
  for (;;) {
    let shortest = Infinity;
    for (const work of works) shortest = Math.min(shortest, await work(iterations));
    if (shortest >= turnNanoseconds) return iterations;
    const wanted = Math.ceil((iterations * turnNanoseconds) / Math.max(shortest, 1));
    iterations = Math.min(wanted, iterations * 8);
  }
}

/** Runs each work until V8 has compiled it, because only the speed of a running service matters. */
async function warmUp(works: readonly Work[], iterations: number): Promise<void> {
  const enough = 1_000_000_000;
  for (const work of works) {
    for (let time = 0; time < enough;) time += await work(iterations);
  }
}

export function ratio(ours: readonly number[], theirs: readonly number[]): Spread {
  return spreadOf(ours.map((time, round) => time / at(theirs, round)));
}

export function at<Item>(items: readonly Item[], index: number): Item {
  const item = items[index];
  if (item === undefined) throw new RangeError(`There is no item ${String(index)}`);
  return item;
}

/** Returns the nanoseconds of `work`. */
export async function timed(work: () => Promise<void>): Promise<number> {
  const started = process.hrtime.bigint();
  await work();
  return Number(process.hrtime.bigint() - started);
}

/** Returns work that repeats `step`. The set-up and the check are not timed. */
export function repeat(
  setUp: () => { readonly step: () => unknown; readonly check: () => void },
): Work {
  return async (iterations) => {
    const { step, check } = setUp();
    const time = await timed(async () => {
      for (let i = 0; i < iterations; i++) {
        const pending = step();
        if (pending instanceof Promise) await pending;
      }
    });
    check();
    return time;
  };
}
