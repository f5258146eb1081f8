import { setTimeout } from 'node:timers/promises';

import { microseconds } from '../windows/support/microseconds';
import { type PartyProcess, Stop } from './party-process';
import { claimedSteps, type Fault, type Plan, type Side } from './plan';
import type { Settled } from './transfer-side';

const NO_EXPIRY_MS = 3_600_000;
const SOON_MS = 20;
/** Long enough to claim before the expiry. The verdict recognises a receiver that is slower. */
const LATE_MS = 2_000;
/** How long the driver watches a side that must not act or cannot act. */
const IDLE_MS = 20;

/** The answers of both sides. A side is undefined if it was killed before, or had no request. */
export interface Outcome {
  readonly sender: Settled | undefined;
  readonly receiver: Settled | undefined;
  /** The receiver has received the ticket. */
  readonly isDelivered: boolean;
  /** The sender has received the request to withdraw, or its offer had to expire. */
  readonly isWithdrawn: boolean;
  readonly problems: readonly string[];
}

/** One transfer between two processes, with its fault. */
export class Transfer {
  readonly #plan: Plan;
  readonly #sender: PartyProcess;
  readonly #receiver: PartyProcess;
  readonly #problems: string[] = [];
  readonly #over = new AbortController();
  #outcome: Promise<Settled | undefined> = Promise.resolve(undefined);
  #adoption: Promise<Settled | undefined> | undefined;
  #ticket: string | null | undefined;
  #isWithdrawn = false;
  /** The stop of a process that was resumed. */
  #stop: Stop | undefined;
  /** Resolves when the side with the fault is stopped. */
  readonly #stopped: Promise<void>;
  #resolveStopped: () => void = () => undefined;

  constructor(plan: Plan, sender: PartyProcess, receiver: PartyProcess) {
    this.#plan = plan;
    this.#sender = sender;
    this.#receiver = receiver;
    this.#stopped = new Promise((resolve) => {
      this.#resolveStopped = resolve;
    });
  }

  async run(): Promise<Outcome> {
    const fault = this.#applyFault();
    await this.#offer();
    await this.#follow();

    const receiver = await this.#adoption;
    const { owns } = receiver ?? { owns: false };
    // The offer is still open, but the receiver will not use it any more.
    if (receiver !== undefined && !owns) await this.#withdraw();
    const sender = await this.#outcome;
    this.#over.abort();
    await fault;
    const foreignClosed = this.#stop?.countForeignClosed() ?? 0;
    if (foreignClosed > 0) this.#problems.push(`${String(foreignClosed)} foreign handles closed`);
    this.#stop?.close();
    return {
      sender,
      receiver,
      isDelivered: this.#adoption !== undefined,
      isWithdrawn: this.#isWithdrawn,
      problems: this.#problems,
    };
  }

  async #offer(): Promise<void> {
    const { course } = this.#plan;
    const expiresIn =
      course === 'expire' ? SOON_MS : course === 'claim late' ? LATE_MS : NO_EXPIRY_MS;
    const { pid } = this.#receiver;
    this.#ticket = await this.#sender.ask(
      { kind: 'offer', pid, expiresIn },
      this.#faultsOf('sender'),
    );
    this.#outcome = this.#sender.ask({ kind: 'outcome' });
  }

  async #follow(): Promise<void> {
    switch (this.#plan.course) {
      case 'expire':
        this.#isWithdrawn = true;
        await Promise.race([this.#outcome, this.#stopped]);
        this.#deliver();
        break;
      case 'withdraw':
        await Promise.race([this.#withdraw(), this.#stopped]);
        await Promise.race([this.#outcome, this.#stopped]);
        this.#deliver();
        break;
      case 'race':
        this.#deliver();
        await this.#withdraw();
        break;
      default:
        this.#deliver();
    }
  }

  #deliver(): void {
    if (typeof this.#ticket !== 'string') return;
    const request = { kind: 'adopt', ticket: this.#ticket } as const;
    this.#adoption = this.#receiver.ask(request, this.#faultsOf('receiver'));
  }

  async #withdraw(): Promise<void> {
    this.#isWithdrawn = true;
    await this.#sender.ask({ kind: 'withdraw' });
  }

  /** Returns the faults of a process in the order in which they occur. */
  #faultsOf(side: Side): string {
    const { content, course, fault } = this.#plan;
    const step = content === 'context' ? 'imported' : 'token-taken';
    const faults = course === 'reject' && side === 'receiver' ? [`fail ${step}`] : [];
    if (fault?.side === side && 'step' in fault) {
      const [action] = fault.action.split(',');
      faults.push(`${String(action)} ${fault.step}`);
    }
    return faults.join();
  }

  /** Resolves after the fault, when the affected process has been resumed or has ended. */
  async #applyFault(): Promise<void> {
    const { fault } = this.#plan;
    if (fault === undefined) return;
    const affected = fault.side === 'sender' ? this.#sender : this.#receiver;
    if ('afterMicroseconds' in fault) {
      await microseconds(fault.afterMicroseconds);
      await affected.end();
    } else if (fault.action === 'end') {
      await this.#waitFor(affected.ended, fault);
    } else if (fault.action !== 'fail') {
      await this.#stopAt(affected, fault);
    }
  }

  async #waitFor(event: Promise<unknown>, { side, step }: Fault & { step: string }): Promise<void> {
    const over = new Promise((resolve) => {
      this.#over.signal.addEventListener('abort', () => {
        resolve('over');
      });
    });
    if ((await Promise.race([event, over])) === 'over')
      this.#problems.push(`${side} did not reach ${step}`);
  }

  async #stopAt(affected: PartyProcess, fault: Fault & { step: string }): Promise<void> {
    const stop = new Stop(affected);
    if (!(await stop.reached(this.#over.signal))) {
      this.#problems.push(`${fault.side} did not reach ${fault.step}`);
      stop.close();
      return;
    }
    if (fault.action === 'stop, other ends') {
      await (fault.side === 'sender' ? this.#receiver : this.#sender).end();
      this.#resolveStopped();
    } else {
      this.#resolveStopped();
      await (fault.side === 'sender' ? this.#letReceiverAct() : this.#letSenderAct(fault.step));
    }
    if (fault.action === 'stop, end') {
      await affected.end();
      stop.close();
      return;
    }
    stop.reuseClosedHandles();
    stop.resume();
    this.#stop = stop;
  }

  async #letReceiverAct(): Promise<void> {
    // #follow() waits for the same moment. It delivers the ticket first, if there is one.
    await setTimeout(IDLE_MS);
    await this.#adoption;
  }

  async #letSenderAct(step: string): Promise<void> {
    const { content, course } = this.#plan;
    const isClaimed = claimedSteps.includes(step);
    // After the claim, an abort would end sendAccessToken() before the receiver has finished.
    const canWithdraw = !isClaimed || content === 'context';
    if (course === 'claim late') await setTimeout(LATE_MS + IDLE_MS);
    else if (canWithdraw) await this.#withdraw();
    const settled = isClaimed
      ? await Promise.race([this.#outcome, setTimeout(IDLE_MS)])
      : await this.#outcome;
    if (isClaimed && settled !== undefined) {
      this.#problems.push(`the sender ended an offer that its receiver had claimed (${step})`);
    }
  }
}
