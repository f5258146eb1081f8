import assert from 'node:assert/strict';

import { Child } from '../child';
import type { ToSized } from '../children/sized';
import { referenceParties, whyNotFaulty } from '../parties';
import { at, inTurns, ratio } from '../race';
import { type CaseResult, type Curve, judge, type Spread, spreadOf, toResult } from '../result';
import { timeTransfers, Transfers } from '../transfers';

const SIZES = [256, 4096, 65_536, 1_048_576];
const IN_FLIGHT = [1, 8, 64];
const WORKERS = [1, 2, 4];
/** The number of transfers in each measurement. */
const COUNT = 64;
/** The growth that the noise of two medians can pretend. */
const NOISE = 1.15;

/** A curve, and the nanoseconds of each round for each point. */
interface Growth {
  readonly curve: Curve;
  readonly times: readonly (readonly number[])[];
}

export const growth = {
  name: 'growth',

  async run(wantedRounds: number): Promise<CaseResult> {
    // One round takes seconds.
    const rounds = Math.min(wantedRounds, 15);
    const skipped = whyNotFaulty();
    const sizes = skipped === null ? await bySize(rounds) : [];
    const numbers = await byNumber(rounds);
    return toResult('growth', 'Growth by packed size, transfers in flight and workers', {
      marks: [
        ...sizes.map((each) =>
          judge(`${each.curve.title}: steepest step, of the linear one`, steepest(each), {
            atMost: 1,
          }),
        ),
        ...numbers.map(({ curve, times }) => {
          const growth = ratio(at(times, times.length - 1), at(times, 0));
          return judge(`${curve.title}: last point, of the first one`, growth, { atMost: NOISE });
        }),
      ],
      curves: [...sizes, ...numbers].map(({ curve }) => curve),
      remarks: skipped === null ? [] : [`The growth by size was not measured: ${skipped}.`],
    });
  },
};

async function bySize(rounds: number): Promise<Growth[]> {
  const children = SIZES.map((size) => new Child('sized', '', { PACKED_SIZE: size }));
  for (const [index, child] of children.entries()) assert.equal(await child.next(), SIZES[index]);
  const measure = (title: string, kind: ToSized['kind'], iterations: number) =>
    measureGrowth(title, 'bytes packed', SIZES, rounds, async (size) => {
      const child = at(children, SIZES.indexOf(size));
      child.send({ kind, iterations } satisfies ToSized);
      return (await child.nextNumber()) / iterations;
    });
  const growths = [
    await measure('Export and import, by packed size', 'export-import', 50),
    await measure('Handoff, by packed size', 'handoff', 5),
  ];
  for (const child of children) await child.end();
  return growths;
}

async function byNumber(rounds: number): Promise<Growth[]> {
  const receivers = await Promise.all(
    Array.from({ length: Math.max(...WORKERS) }, () => Transfers.start(referenceParties)),
  );
  const measure = async (workers: number, inFlight: number) =>
    (await timeTransfers(receivers.slice(0, workers), COUNT / workers, inFlight)) / COUNT;
  const inFlight = 'Handoff, by transfers in flight';
  const growths = [
    await measureGrowth(inFlight, 'in flight', IN_FLIGHT, rounds, (x) => measure(1, x)),
    await measureGrowth('Handoff, by workers', 'workers', WORKERS, rounds, (x) => measure(x, 4)),
  ];
  for (const transfers of receivers) await transfers.stop();
  return growths;
}

/** Measures the nanoseconds at each x, after one round that warms up. */
async function measureGrowth(
  title: string,
  xLabel: string,
  xs: readonly number[],
  rounds: number,
  measure: (x: number) => Promise<number>,
): Promise<Growth> {
  const measures = xs.map((x) => () => measure(x));
  await inTurns(measures, 1);
  const times = await inTurns(measures, rounds);
  const points = xs.map((x, index) => ({
    x,
    y: spreadOf(at(times, index).map((nanoseconds) => nanoseconds / 1000)),
  }));
  return { curve: { title, xLabel, yLabel: 'µs each', points }, times };
}

/** Compares each step of the curve with linear growth, and returns the steepest one. */
function steepest({ curve: { points }, times }: Growth): Spread {
  const steps = points.slice(1).map(({ x }, index) => {
    const linear = x / at(points, index).x;
    const expected = at(times, index).map((time) => time * linear);
    return ratio(at(times, index + 1), expected);
  });
  return steps.reduce((one, other) => (other.median > one.median ? other : one));
}
