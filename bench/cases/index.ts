import { run as runRace, type Race } from '../race';
import type { CaseResult } from '../result';
import { calls, enumerate } from './calls';
import { cycles } from './cycles';
import { eventLoop } from './event-loop';
import { negotiateFirstToken } from './first-token';
import { growth } from './growth';
import { handoff } from './handoff';
import { loadTime } from './load-time';

export interface Case {
  readonly name: string;
  readonly run: (rounds: number) => Promise<CaseResult>;
}

const toCase = (race: Race): Case => ({ name: race.name, run: (rounds) => runRace(race, rounds) });

export const cases: readonly Case[] = [
  ...[...calls, negotiateFirstToken, enumerate].map(toCase),
  handoff,
  growth,
  eventLoop,
  loadTime,
  cycles,
];
