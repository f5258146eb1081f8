import { probe, staysInTheProcess } from '../../test/windows/support/win32-probe';
import { raceCase, type RaceMark } from '../race';
import type { Case } from '../result';
import { Transfers } from '../transfers';

const MANY = 64;
const COUNTED = 100;

/** One iteration is `together` transfers, which are all in flight. */
const handoffCase = (name: string, title: string, together: number, mark: RaceMark[2]): Case => ({
  name,

  async run(rounds) {
    const transfers = await Transfers.start();
    const race = raceCase({
      name,
      title,
      contestants: {
        'child.send round trip': (count) => transfers.roundTrips(count * together, together),
        'sspi-handoff': (count) => transfers.run(count * together, together),
      },
      marks: [['sspi-handoff', 'child.send round trip', mark]],
    });
    const result = await race.run(rounds);
    const remarks = together === 1 ? await countCalls(transfers) : [];
    await transfers.stop();
    return { ...result, remarks };
  },
});

export const handoffCases: readonly Case[] = [
  handoffCase(
    'handoff',
    'Handoff between two processes, from the offer to the adoption',
    ...([1, { atMost: 3 }] as const),
  ),
  handoffCase('handoff-64', `${String(MANY)} such handoffs at once`, MANY, null),
];

async function countCalls(transfers: Transfers): Promise<string[]> {
  await transfers.ask({ kind: 'count' });
  probe.countImports();
  const contexts = transfers.contexts(COUNTED);
  await transfers.ask({ kind: 'take-counts' });
  // Resets the counts, which include those of the imports above.
  probe.takeImportCounts();
  for (const context of contexts) await transfers.handOff(context);
  const sent = probe.takeImportCounts();
  const received = (await transfers.ask({ kind: 'take-counts' })) as typeof sent;
  await transfers.check(COUNTED);
  return [describe('Sender', sent), describe('Receiver', received)];
}

/** Lists the Windows functions that the addon calls for one transfer. Node's pipe is not counted. */
function describe(side: string, counts: Readonly<Record<string, number>>): string {
  const perTransfer = Object.entries(counts)
    .filter(([name]) => !staysInTheProcess.test(name))
    .map(([name, count]) => [name, Math.round((count / COUNTED) * 10) / 10] as const);
  const total = perTransfer.reduce((sum, [, count]) => sum + count, 0);
  const list = perTransfer
    .filter(([, count]) => count > 0)
    .map(([name, count]) => (count === 1 ? name : `${name} ${String(count)}×`))
    .join(', ');
  return `${side}: the addon makes ${total.toFixed(0)} Windows calls for one transfer (${list}).`;
}
