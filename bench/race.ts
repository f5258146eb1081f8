import { type CaseResult, judge, type MarkResult } from './result';
import { type Spread, spreadOf } from './statistics';

/** Does a piece of work `iterations` times and checks what came of it; gives the nanoseconds. */
export type Work = (iterations: number) => number | Promise<number>;

export interface Race {
  readonly name: string;
  readonly title: string;
  readonly contestants: Readonly<Record<string, Work>>;
  readonly marks: readonly RaceMark[];
}

/** How the times of two contestants are to stand to each other. */
export interface RaceMark {
  readonly contestant: string;
  readonly against: string;
  readonly mark: MarkResult['mark'];
}

/**
 * Has all contestants take turns, so that whatever slows the machine slows all of them. A ratio is
 * taken within each round, and the median is that of the ratios. Turns are short and rounds many: then
 * most turns end before another process gets the processor. A turn takes the quickest of them at
 * least `turnNanoseconds`; 0 has each do its work once.
 */
export async function run(
  race: Race,
  rounds: number,
  { turnNanoseconds = 3_000_000 } = {},
): Promise<CaseResult> {
  const contestants = Object.entries(race.contestants);
  const works = contestants.map(([, work]) => work);
  const iterations = await calibrate(works, turnNanoseconds);
  if (turnNanoseconds > 0) await warmUp(works, iterations);
  const measures = works.map((work) => async () => (await work(iterations)) / iterations / 1000);
  const all = await inTurns(measures, rounds);
  const times = new Map(contestants.map(([name], index) => [name, at(all, index)]));
  return {
    name: race.name,
    title: race.title,
    times: [...times].map(([contestant, all]) => ({
      contestant,
      microseconds: spreadOf(all),
    })),
    marks: race.marks
      .filter(({ contestant, against }) => times.has(contestant) && times.has(against))
      .map(({ contestant, against, mark }) =>
        judge(
          `${contestant} / ${against}`,
          ratio(times.get(contestant) ?? [], times.get(against) ?? []),
          mark,
        ),
      ),
    curves: [],
    remarks: [],
    skipped: null,
  };
}

/** What each measured in each round. */
export async function inTurns(
  measures: readonly (() => Promise<number>)[],
  rounds: number,
): Promise<number[][]> {
  const measured = measures.map((): number[] => []);
  for (let round = 0; round < rounds; round++) {
    // Whoever goes first pays for what the others find in the caches.
    for (let turn = 0; turn < measures.length; turn++) {
      const index = (round + turn) % measures.length;
      at(measured, index).push(await at(measures, index)());
    }
  }
  return measured;
}

/** Finds how much work makes a turn long enough to be timed. */
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

/** Has each work for as long as V8 takes to compile what is called often: what counts is how a service runs. */
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

/** Nanoseconds that `work` takes. */
export function timed(work: () => void): number {
  const started = process.hrtime.bigint();
  work();
  return Number(process.hrtime.bigint() - started);
}

export async function timedAsync(work: () => Promise<void>): Promise<number> {
  const started = process.hrtime.bigint();
  await work();
  return Number(process.hrtime.bigint() - started);
}
