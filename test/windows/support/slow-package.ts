import { readFile } from 'node:fs/promises';

import { adoptContext, offerContext, SecurityContext } from 'sspi-handoff';

import { converseByFaultyPackage } from './faulty-package';
import { exchangeMessages } from './reference-package';
import { longestStandstill } from './standstill';

/** Events during a call. */
export interface Call {
  readonly name: string;
  readonly milliseconds: number;
  readonly standstill: number;
  readonly handshakes: number;
  readonly filesRead: number;
}

/** Runs each slow call of a package, and handshakes and reads of a file meanwhile. */
export async function continueMeanwhile(): Promise<readonly Call[]> {
  using conversation = converseByFaultyPackage();
  using exported = await conversation.server.export();
  const calls: Call[] = [];
  const watch = async <Value>(name: string, call: () => Promise<Value>): Promise<Value> => {
    const meanwhile = { handshakes: 0, filesRead: 0 };
    const started = performance.now();
    const value = call();
    const ended = value.then(() => 'ended');
    const standstill = await longestStandstill(async () => {
      while ((await Promise.race([ended, readFile(__filename)])) !== 'ended') {
        meanwhile.filesRead++;
        using other = converseByFaultyPackage();
        if (other.server.complete) meanwhile.handshakes++;
      }
    });
    calls.push({ name, milliseconds: performance.now() - started, standstill, ...meanwhile });
    return value;
  };
  using imported = await watch('import', () => SecurityContext.import(exported));
  const again = await watch('export', () => imported.export());
  using context = await SecurityContext.import(again);
  again.dispose();
  using offer = await watch('offerContext', () => offerContext(context, process));
  using adopted = await watch('adoptContext', () => adoptContext(offer.ticket));
  using returning = await offerContext(adopted, process);
  using reclaimed = await watch('reclaim', () => returning.reclaim());
  exchangeMessages(conversation.client, reclaimed);
  return calls;
}
