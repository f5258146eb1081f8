import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import { nextMessage } from '../child-message';
import type { ToSized } from '../handoff/sized';
import { Transfers } from '../handoff/transfer';
import { environmentWith, referenceParties, whyNotFaulty } from '../parties';
import { at, inTurns, ratio, timedAsync } from '../race';
import { type CaseResult, type Curve, judge } from '../result';
import { type Spread, spreadOf } from '../statistics';

const SIZES = [256, 4096, 65_536, 1_048_576];
const IN_FLIGHT = [1, 8, 64];
const WORKERS = [1, 2, 4];
/** What the noise of two medians may add to a growth that is none. */
const NOISE = 1.15;

type Measure = () => Promise<number>;

/** A curve, and what it was made of: for each point the nanoseconds of each round. */
interface Growth {
  readonly curve: Curve;
  readonly times: readonly (readonly number[])[];
}

export const growth = {
  name: 'growth',

  async run(wantedRounds: number): Promise<CaseResult> {
    // Its rounds take seconds.
    const rounds = Math.min(wantedRounds, 15);
    const notBySize = whyNotFaulty();
    const sizes = notBySize === null ? await bySize(rounds) : [];
    const numbers = [await byTransfersInFlight(rounds), await byWorkers(rounds)];
    return {
      name: 'growth',
      title: 'How it grows: packed size, transfers in flight, workers',
      times: [],
      marks: [
        ...sizes.map((growth) =>
          judge(`${growth.curve.title}: steepest step, of the linear one`, steepest(growth), {
            atMost: 1,
          }),
        ),
        ...numbers.map((growth) =>
          judge(`${growth.curve.title}: last point, of the first one`, lastOfFirst(growth), {
            atMost: NOISE,
          }),
        ),
      ],
      curves: [...sizes, ...numbers].map(({ curve }) => curve),
      remarks: notBySize === null ? [] : [`Not measured by size: ${notBySize}.`],
      skipped: null,
    };
  },
};

async function bySize(rounds: number): Promise<Growth[]> {
  const processes = await Promise.all(SIZES.map(startSized));
  const curve = async (kind: ToSized['kind'], title: string, iterations: number) =>
    toGrowth(
      title,
      'bytes packed',
      SIZES,
      await warmInTurns(
        processes.map((sized) => () => sized.measure({ kind, iterations })),
        rounds,
      ),
    );
  const curves = [
    await curve('export-import', 'Export and import, by packed size', 50),
    await curve('handoff', 'Handoff, by packed size', 5),
  ];
  for (const sized of processes) await sized.stop();
  return curves;
}

async function startSized(size: number) {
  const child = fork(join(__dirname, '..', 'handoff', 'sized.js'), {
    env: environmentWith({ PACKED_SIZE: size }),
  });
  assert.equal(await nextMessage(child), size);
  return {
    async measure(request: ToSized): Promise<number> {
      child.send(request);
      const nanoseconds = await nextMessage(child);
      assert.ok(typeof nanoseconds === 'number');
      return nanoseconds / request.iterations;
    },
    async stop(): Promise<void> {
      const exit = once(child, 'exit');
      child.disconnect();
      await exit;
    },
  };
}

async function byTransfersInFlight(rounds: number): Promise<Growth> {
  const COUNT = 64;
  const transfers = await Transfers.start(referenceParties);
  const times = await warmInTurns(
    IN_FLIGHT.map((inFlight) => async () => (await transfers.run(COUNT, inFlight)) / COUNT),
    rounds,
  );
  await transfers.stop();
  return toGrowth('Handoff, by transfers in flight', 'in flight', IN_FLIGHT, times);
}

async function byWorkers(rounds: number): Promise<Growth> {
  const COUNT = 64;
  const receivers = await Promise.all(
    Array.from({ length: Math.max(...WORKERS) }, () => Transfers.start(referenceParties)),
  );
  const times = await warmInTurns(
    WORKERS.map((workers) => async () => {
      const share = COUNT / workers;
      const used = receivers
        .slice(0, workers)
        .map((transfers) => ({ transfers, contexts: transfers.contexts(share) }));
      const time = await timedAsync(async () => {
        await Promise.all(used.map(({ transfers, contexts }) => transfers.handOffAll(contexts, 4)));
      });
      for (const { transfers } of used) await transfers.check(share);
      return time / COUNT;
    }),
    rounds,
  );
  for (const transfers of receivers) await transfers.stop();
  return toGrowth('Handoff, by workers', 'workers', WORKERS, times);
}

/** Nanoseconds of each in each round, after one that does not count. */
async function warmInTurns(measures: readonly Measure[], rounds: number): Promise<number[][]> {
  await inTurns(measures, 1);
  return inTurns(measures, rounds);
}

function toGrowth(
  title: string,
  xLabel: string,
  xs: readonly number[],
  times: readonly number[][],
): Growth {
  const points = xs.map((x, index) => ({
    x,
    y: spreadOf(at(times, index).map((nanoseconds) => nanoseconds / 1000)),
  }));
  return { curve: { title, xLabel, yLabel: 'µs each', points }, times };
}

/** How much the steepest step of the curve grows, of how much its x does. */
function steepest({ curve: { points }, times }: Growth): Spread {
  const steps = points.slice(1).map(({ x }, index) => {
    const linear = x / at(points, index).x;
    const expected = at(times, index).map((time) => time * linear);
    return ratio(at(times, index + 1), expected);
  });
  return steps.reduce((one, other) => (other.median > one.median ? other : one));
}

function lastOfFirst({ times }: Growth): Spread {
  return ratio(at(times, times.length - 1), at(times, 0));
}
