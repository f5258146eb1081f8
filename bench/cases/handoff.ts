import { probe, staysInTheProcess } from '../../test/windows/support/win32-probe';
import { Transfers } from '../handoff/transfer';
import { referenceParties } from '../parties';
import { run as runRace } from '../race';
import type { CaseResult } from '../result';

const COUNTED = 100;

export const handoff = {
  name: 'handoff',

  async run(rounds: number): Promise<CaseResult> {
    const transfers = await Transfers.start(referenceParties);
    const result = await runRace(
      {
        name: 'handoff',
        title: 'Handoff between two processes, from the offer until it is adopted',
        contestants: {
          'child.send round trip': (iterations) => transfers.roundTrips(iterations),
          'sspi-handoff': (iterations) => transfers.run(iterations),
        },
        marks: [
          {
            contestant: 'sspi-handoff',
            against: 'child.send round trip',
            mark: { atMost: 3 },
          },
        ],
      },
      rounds,
    );
    const remarks = await countCalls(transfers);
    await transfers.stop();
    return { ...result, remarks };
  },
};

async function countCalls(transfers: Transfers): Promise<string[]> {
  await transfers.ask({ kind: 'count' }, 'ready');
  probe.countImports();
  probe.takeImportCounts();
  await transfers.ask({ kind: 'take-counts' }, 'counts');
  const sent = await transfers.handOffCounted(COUNTED, () => probe.takeImportCounts());
  const { counts: received } = await transfers.ask({ kind: 'take-counts' }, 'counts');
  await transfers.check(COUNTED);
  return [describe('Sender', sent), describe('Receiver', received)];
}

/** The functions of Windows that one transfer calls: the addon's, without those of Node's pipe. */
function describe(side: string, counts: Readonly<Record<string, number>>): string {
  const calls = Object.entries(counts).filter(([name]) => !staysInTheProcess.test(name));
  const perTransfer = calls.map(
    ([name, count]) => [name, Math.round((count / COUNTED) * 10) / 10] as const,
  );
  const total = perTransfer.reduce((sum, [, count]) => sum + count, 0);
  const list = perTransfer
    .filter(([, count]) => count > 0)
    .map(([name, count]) => (count === 1 ? name : `${name} ${String(count)}×`))
    .join(', ');
  return `${side}, calls of Windows by the addon for one transfer: ${total.toFixed(0)} (${list}).`;
}
