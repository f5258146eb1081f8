/** A process whose package packs each context into a fixed size. It hands contexts off to its receiver. */
import { callWork } from '../contestants/contestant';
import { Conversation } from '../contestants/ours';
import { faultyParties } from '../parties';
import { Transfers } from '../transfers';

export interface ToSized {
  readonly kind: 'export-import' | 'handoff';
  readonly iterations: number;
}

const exportImport = callWork(Conversation, faultyParties, 'exportImport');

async function main(): Promise<void> {
  const transfers = await Transfers.start(faultyParties);
  const respond = async ({ kind, iterations }: ToSized) =>
    kind === 'handoff' ? transfers.run(iterations) : exportImport(iterations);
  process.on('message', (request: ToSized) => {
    void respond(request).then((nanoseconds) => process.send?.(nanoseconds));
  });
  process.on('disconnect', () => void transfers.stop());
  process.send?.(transfers.packedSize);
}

void main();
