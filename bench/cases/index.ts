import { run as runRace, type Race } from '../race';
import type { CaseResult } from '../result';
import { cycles } from './cycles';
import { eventLoop } from './event-loop';
import { growth } from './growth';
import { handoff } from './handoff';
import { loadTime, races } from './races';

export interface Case {
  readonly name: string;
  readonly run: (rounds: number) => Promise<CaseResult>;
}

const toCase = (race: Race): Case => ({ name: race.name, run: (rounds) => runRace(race, rounds) });

export const cases: readonly Case[] = [
  ...races.map(toCase),
  handoff,
  growth,
  eventLoop,
  toCase(loadTime),
  cycles,
];
