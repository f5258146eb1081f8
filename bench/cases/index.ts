import { run as runRace, type Race } from '../race';
import type { CaseResult } from '../result';
import { cycles } from './cycles';
import { enumerate } from './enumerate';
import { eventLoop } from './event-loop';
import { exportImport } from './export-import';
import { negotiateFirstToken } from './first-token';
import { growth } from './growth';
import { handoff } from './handoff';
import { handshake } from './handshake';
import { loadTime } from './load-time';
import { messages } from './messages';

export interface Case {
  readonly name: string;
  readonly run: (rounds: number) => Promise<CaseResult>;
}

function toCase(race: Race): Case {
  return { name: race.name, run: (rounds) => runRace(race, rounds) };
}

export const cases: readonly Case[] = [
  toCase(exportImport),
  ...messages.map(toCase),
  toCase(handshake),
  toCase(negotiateFirstToken),
  toCase(enumerate),
  handoff,
  growth,
  eventLoop,
  loadTime,
  cycles,
];
