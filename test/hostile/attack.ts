import { adoptContext, HandoffError } from 'sspi-handoff';

import { Random } from '../windows/support/random';
import { probe } from '../windows/support/win32-probe';
import { Bystanders } from './bystanders';
import { Forger } from './forger';
import { redeemAsToken } from './redeem-as-token';
import { WrongTickets } from './wrong-tickets';

export interface AttackFigures {
  readonly seed: number;
  readonly attempts: number;
  /** The attempts with a record that another thread changed at the same time. */
  readonly raced: number;
  readonly seconds: number;
  /** The count of each error code. */
  readonly errors: Readonly<Record<string, number>>;
  /** The first few violations, in words. */
  readonly violations: readonly string[];
}

/** Enough violations to find the cause. */
const maxViolations = 20;

/** Redeems invalid tickets, one or several at a time, and checks that nothing else was damaged. */
class Attack {
  readonly errors: Record<string, number> = {};
  readonly violations: string[] = [];

  /** Returns the error's code. An adoption or another error is a violation. */
  async attempt(ticket: string, redeem: Redeem = adoptContext): Promise<string> {
    let code: string;
    try {
      (await redeem(ticket)).dispose();
      code = 'none';
    } catch (error) {
      code = error instanceof HandoffError ? error.code : `not a HandoffError: ${String(error)}`;
    }
    if (!code.startsWith('ERR_HANDOFF_')) this.report([`${code}, for ${ticket.slice(0, 100)}`]);
    this.errors[code] = (this.errors[code] ?? 0) + 1;
    return code;
  }

  report(harm: readonly string[]): void {
    if (this.violations.length < maxViolations) this.violations.push(...harm);
  }
}

type Redeem = (ticket: string) => Promise<{ dispose(): void }>;

const atOnce = 20;

/** A round redeems `atOnce` tickets at the same time, then as many records one after the other. */
const attemptsPerRound = 2 * atOnce;

export async function attack(seed: number, attempts: number): Promise<AttackFigures> {
  const random = new Random(seed);
  // Node opens some handles when a pool thread runs first. The addon opens some when it fails
  // first.
  await Promise.all(
    Array.from({ length: 64 }, () => new Attack().attempt('sspi-handoff.1.1.4.1.0')),
  );
  await warmUp(random);

  const bystanders = await Bystanders.gather();
  const tickets = await WrongTickets.make(random, bystanders);
  const forger = new Forger(random, bystanders);
  const attacker = new Attack();
  const started = performance.now();
  let made = 0;
  let raced = 0;
  for (let round = 0; made < attempts; round++, made += attemptsPerRound) {
    // Each fourth attempt is made by a receiver of access tokens.
    const redeem = () => (random.below(4) === 0 ? redeemAsToken : adoptContext);
    await Promise.all(
      Array.from({ length: atOnce }, () => attacker.attempt(tickets.next(), redeem())),
    );
    const isRaced = round % 4 === 3;
    if (isRaced) raced += atOnce;
    for (let record = 0; record < atOnce; record++) {
      const code = isRaced
        ? await raceWith(forger, random, attacker)
        : await attacker.attempt(write(forger, random), redeem());
      attacker.report(forger.harmAfter(code));
    }
    attacker.report(bystanders.harm());
    if (round % 50 === 49 && !probe.areHeapsIntact()) attacker.report(['a heap is damaged']);
  }
  const seconds = (performance.now() - started) / 1000;
  forger.close();
  attacker.report(await bystanders.harmInTheEnd());
  if (!probe.areHeapsIntact()) attacker.report(['a heap is damaged']);
  return {
    seed,
    attempts: made,
    raced,
    seconds,
    errors: attacker.errors,
    violations: attacker.violations,
  };
}

function write(forger: Forger, random: Random): string {
  switch (random.below(6)) {
    case 0:
      return forger.writeGarbage();
    case 1:
      return forger.writeBrokenRecord();
    case 2:
      return forger.writeNoise();
    default:
      return forger.writeInvalidRecord();
  }
}

/** Changes the record while it is read, claimed and imported. */
async function raceWith(forger: Forger, random: Random, attacker: Attack): Promise<string> {
  const ticket = forger.writeGarbage();
  probe.startScribbling(forger.memory.subarray(0, 400), random.below(2 ** 32));
  try {
    return await attacker.attempt(ticket);
  } finally {
    probe.stopScribbling();
  }
}

async function warmUp(random: Random): Promise<void> {
  const bystanders = await Bystanders.gather();
  const forger = new Forger(random, bystanders);
  for (let i = 0; i < 32; i++) {
    forger.harmAfter(await new Attack().attempt(forger.writeGarbage()));
  }
  forger.close();
  await bystanders.harmInTheEnd();
}
