import { run as runRace, type Race } from '../race';
import type { CaseResult } from '../result';
import { enumerate } from './enumerate';
import { exportImport } from './export-import';
import { handshake } from './handshake';
import { messages } from './messages';

export interface Case {
  readonly name: string;
  run(rounds: number): Promise<CaseResult>;
}

function toCase(race: Race): Case {
  return { name: race.name, run: (rounds) => runRace(race, rounds) };
}

export const cases: readonly Case[] = [
  toCase(exportImport),
  ...messages.map(toCase),
  toCase(handshake),
  toCase(enumerate),
];
