import { Random } from '../windows/support/random';
import { TransferHandles } from './kernel-handles';
import { PartyProcess } from './party-process';
import { describePlan, faultsAtEachStep, type Plan, planAnything } from './plan';
import { Transfer } from './transfer';
import { judge, type Verdict } from './verdict';

/** The output of `npm run test:faults -- --json`. */
export interface Figures {
  seed: number;
  transfers: number;
  kills: number;
  adopted: number;
  reclaimed: number;
  lostWithOwner: number;
  doubled: number;
  lost: number;
  leakedHandles: number;
  /** These handles cannot be avoided (docs/handoff.md): at most three for each killed sender. */
  leftByDeadSender: number;
  /** Processes that were not killed and exited by themselves. */
  exitedByThemselves: number;
}

/** The number of concurrent transfers. Each has two processes of its own. */
const LANES = 2;

/** The number of spare processes, which replace killed ones. */
const SPARES = 2;

const TRANSFER_LIMIT_MS = 120_000;

/** The first third, and at least one full set: each fault at each step. The rest is random. */
function planAll(transfers: number, seed: number): Plan[] {
  const random = new Random(seed);
  const plans: Plan[] = [...faultsAtEachStep];
  while (plans.length < transfers / 3) plans.push(...faultsAtEachStep);
  while (plans.length < transfers) plans.push(planAnything(random));
  return plans;
}

export interface Listeners {
  readonly onProblem: (problem: string) => void;
  readonly onProgress?: (figures: Figures) => void;
}

/** Runs at least `transfers` transfers, and at least one for each fault at each step. */
export async function runCampaign(
  transfers: number,
  seed: number,
  { onProblem, onProgress }: Listeners,
): Promise<Figures> {
  const plans = planAll(transfers, seed).values();
  const handles = await TransferHandles.learn();
  const spares = Array.from({ length: SPARES }, () => PartyProcess.start(handles));
  const takeSpare = (): Promise<PartyProcess> => {
    spares.push(PartyProcess.start(handles));
    return spares.shift() ?? PartyProcess.start(handles);
  };
  const figures: Figures = {
    seed,
    transfers: 0,
    kills: 0,
    adopted: 0,
    reclaimed: 0,
    lostWithOwner: 0,
    doubled: 0,
    lost: 0,
    leakedHandles: 0,
    leftByDeadSender: 0,
    exitedByThemselves: 0,
  };

  const runLane = async (): Promise<void> => {
    let [sender, receiver] = await Promise.all([takeSpare(), takeSpare()]);
    for (const plan of plans) {
      const verdict = await withinLimit(plan, runTransfer(plan, sender, receiver));
      count(figures, verdict);
      verdict.problems.forEach(onProblem);
      onProgress?.(figures);
      if (!sender.isAlive) sender = await takeSpare();
      if (!receiver.isAlive) receiver = await takeSpare();
      [sender, receiver] = [receiver, sender];
    }
    for (const party of [sender, receiver]) spares.push(Promise.resolve(party));
  };
  await Promise.all(Array.from({ length: LANES }, runLane));

  for (const party of await Promise.all(spares)) {
    await party.exitByItself();
    figures.exitedByThemselves++;
  }
  return figures;
}

async function runTransfer(
  plan: Plan,
  sender: PartyProcess,
  receiver: PartyProcess,
): Promise<Verdict> {
  const transfer = new Transfer(plan, sender, receiver);
  const parties = { sender, receiver };
  await receiver.ask({ kind: 'begin', content: plan.content });
  if (plan.content === 'token') {
    await sender.ask({ kind: 'begin', content: 'token' });
    return await judge(plan, await transfer.run(), parties, (party) => party.readToken());
  }
  using peer = await sender.authenticate();
  await sender.converseWith(peer, 'before');
  const outcome = await transfer.run();
  return await judge(plan, outcome, parties, (party) => party.converseWith(peer, 'after'));
}

function count(figures: Figures, verdict: Verdict): void {
  figures.transfers++;
  figures[verdict.fate]++;
  figures.kills += verdict.kills;
  figures.leakedHandles += verdict.leakedHandles;
  figures.leftByDeadSender += verdict.leftByDeadSender;
}

/** Turns a transfer that never ends into a failure that names the plan. */
async function withinLimit<Value>(plan: Plan, running: Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`${describePlan(plan)}: the transfer did not end`));
    }, TRANSFER_LIMIT_MS);
  });
  try {
    return await Promise.race([running, limit]);
  } finally {
    clearTimeout(timer);
  }
}
