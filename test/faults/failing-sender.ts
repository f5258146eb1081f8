/**
 * The sender of reclaim-failed.test.ts. It runs in the fault build and reports the errors of its
 * handoffs.
 */
import { arm, faultsToCome } from './fault-build';

import { type IpcReceiver, offerContext, openHandles, sendContext } from 'sspi-handoff';

import { handlesLost } from '../windows/support/losses';
import { converse } from '../windows/support/reference-package';

/** The parts of an error that are sent to another process. */
export interface Told {
  readonly name: string;
  readonly code: unknown;
  readonly syscall?: unknown;
  readonly cause?: Told;
}

export interface Ended {
  readonly error: Told;
  readonly handlesLost: number;
}

export type Report = Readonly<Record<keyof typeof handoffs, Ended>>;

const deaf: IpcReceiver = { pid: process.pid, send: () => false };
const ROUNDS = 10;

const handoffs = {
  async 'that expires'() {
    arm('fail reimporting');
    using conversation = converse();
    return await failureOf(sendContext(deaf, conversation.server, { expiresIn: 20 }));
  },
  async 'that cannot be watched'() {
    arm('fail watching,fail reimporting');
    using conversation = converse();
    return await failureOf(offerContext(conversation.server, process));
  },
  async 'that is disposed while it is reclaimed'() {
    arm('fail reimporting');
    using conversation = converse();
    using offer = await offerContext(conversation.server, process);
    const failing = failureOf(offer.reclaim());
    offer.dispose();
    return await failing;
  },
};

async function failureOf(handoff: Promise<unknown>): Promise<Told> {
  const error: unknown = await handoff.then(
    () => new Error('It did not fail'),
    (reason: unknown) => reason,
  );
  if (faultsToCome() !== '') throw new Error(`Still to come: ${faultsToCome()}`, { cause: error });
  return tell(error);
}

function tell(error: unknown): Told {
  if (!(error instanceof Error)) throw new TypeError(`No error: ${String(error)}`);
  const { name, code, syscall, cause } = error as NodeJS.ErrnoException;
  return { name, code, syscall, ...(cause !== undefined && { cause: tell(cause) }) };
}

async function repeat(handoff: () => Promise<Told>): Promise<Ended> {
  const error = await handoff();
  const lost = await handlesLost(async () => {
    for (let round = 0; round < ROUNDS; round++) await handoff();
  });
  if (openHandles().securityContexts > 0) throw new Error('A context was left open');
  return { error, handlesLost: lost };
}

async function main(): Promise<void> {
  const report: Partial<Record<keyof typeof handoffs, Ended>> = {};
  for (const [name, handoff] of Object.entries(handoffs)) {
    report[name as keyof typeof handoffs] = await repeat(handoff);
  }
  process.send?.(report);
  process.disconnect();
}

void main();
