import { probe, staysInTheProcess } from '../../test/windows/support/win32-probe';
import { referenceParties } from '../parties';
import { type Race, run as runRace } from '../race';
import type { CaseResult } from '../result';
import { Transfers } from '../transfers';

const COUNTED = 100;

export const handoff = {
  name: 'handoff',

  async run(rounds: number): Promise<CaseResult> {
    const transfers = await Transfers.start(referenceParties);
    const race: Race = {
      name: 'handoff',
      title: 'Handoff between two processes, from the offer to the adoption',
      contestants: {
        'child.send round trip': (iterations) => transfers.roundTrips(iterations),
        'sspi-handoff': (iterations) => transfers.run(iterations),
      },
      marks: [['sspi-handoff', 'child.send round trip', { atMost: 3 }]],
    };
    const result = await runRace(race, rounds);
    const remarks = await countCalls(transfers);
    await transfers.stop();
    return { ...result, remarks };
  },
};

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
