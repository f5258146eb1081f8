/**
 * The sender of reclaim-failed.test.ts. It runs in the fault build and reports the errors of its
 * handoffs.
 */
import { arm, remainingFaults } from './fault-build';

import { type IpcReceiver, offerContext, openHandles, sendContext } from 'sspi-handoff';

import { handlesLost } from '../windows/support/losses';
import { converse } from '../windows/support/reference-package';

/** The parts of an error that are sent to another process. */
export interface ErrorReport {
  readonly name: string;
  readonly code: unknown;
  readonly syscall?: unknown;
  readonly cause?: ErrorReport;
}

export interface HandoffReport {
  readonly error: ErrorReport;
  readonly handlesLost: number;
}

export type Report = Readonly<Record<keyof typeof handoffs, HandoffReport>>;

const idleReceiver: IpcReceiver = { pid: process.pid, send: () => false };
const ROUNDS = 10;

const handoffs = {
  async 'expired offer'() {
    arm('fail reimporting');
    using conversation = converse();
    return await failureOf(sendContext(idleReceiver, conversation.server, { expiresIn: 20 }));
  },
  async 'failed wait'() {
    arm('fail watching,fail reimporting');
    using conversation = converse();
    return await failureOf(offerContext(conversation.server, process));
  },
  async 'disposal during the reclaim'() {
    arm('fail reimporting');
    using conversation = converse();
    using offer = await offerContext(conversation.server, process);
    const failing = failureOf(offer.reclaim());
    offer.dispose();
    return await failing;
  },
};

async function failureOf(handoff: Promise<unknown>): Promise<ErrorReport> {
  const error: unknown = await handoff.then(
    () => new Error('The handoff did not fail'),
    (reason: unknown) => reason,
  );
  if (remainingFaults() !== '')
    throw new Error(`These faults did not occur: ${remainingFaults()}`, { cause: error });
  return toReport(error);
}

function toReport(error: unknown): ErrorReport {
  if (!(error instanceof Error))
    throw new TypeError(`This value is not an error: ${String(error)}`);
  const { name, code, syscall, cause } = error as NodeJS.ErrnoException;
  return { name, code, syscall, ...(cause !== undefined && { cause: toReport(cause) }) };
}

async function repeat(handoff: () => Promise<ErrorReport>): Promise<HandoffReport> {
  const error = await handoff();
  const lost = await handlesLost(async () => {
    for (let round = 0; round < ROUNDS; round++) await handoff();
  });
  if (openHandles().securityContexts > 0) throw new Error('A context is still open');
  return { error, handlesLost: lost };
}

async function main(): Promise<void> {
  const report: Partial<Record<keyof typeof handoffs, HandoffReport>> = {};
  for (const [name, handoff] of Object.entries(handoffs)) {
    report[name as keyof typeof handoffs] = await repeat(handoff);
  }
  process.send?.(report);
  process.disconnect();
}

void main();
