import { callsOfEach } from '../kernel-calls';
import { OURS } from '../names';
import { raceCase, type Work } from '../race';
import type { Case, KernelCalls, Mark } from '../result';
import { Transfers } from '../transfers';

const MANY = 64;
const COUNTED = 50;
const CHILD_SEND = 'child.send and its answer';

/** One iteration is `together` transfers, which are all in flight. */
function handoffCase(name: string, title: string, together: number, mark: Mark): Case {
  const contestants = (transfers: Transfers): Readonly<Record<string, Work>> => ({
    [CHILD_SEND]: (count) => transfers.roundTrips(count * together, together),
    [OURS]: (count) => transfers.handOffAll(count * together, together),
  });
  return {
    name,

    async run(rounds) {
      await using transfers = await Transfers.start();
      const marks = [[OURS, CHILD_SEND, mark]] as const;
      const race = { name, title, contestants: contestants(transfers), marks, together };
      return await raceCase(race).run(rounds);
    },

    async count() {
      await using transfers = await Transfers.start();
      const works = contestants(transfers);
      const countBy = (take?: () => Promise<Record<string, number>>) =>
        callsOfEach(works, Math.ceil(COUNTED / together), together, take);
      for (const work of Object.values(works)) await work(COUNTED);
      const sender = await countBy();
      const receiver = await countBy(() => transfers.takeReceiverCalls());
      return { kernelCalls: { ...of('sender', sender), ...of('receiver', receiver) }, marks: [] };
    },
  };
}

const of = (side: string, calls: KernelCalls): KernelCalls =>
  Object.fromEntries(
    Object.entries(calls).map(([contestant, counts]) => [`${contestant}, ${side}`, counts]),
  );

export const handoffCases: readonly Case[] = [
  handoffCase('handoff', 'Handoff to another process, one at a time', 1, { atMost: 2.6 }),
  handoffCase('handoff-64', `Handoff, ${String(MANY)} in flight`, MANY, { atMost: 2 }),
];
