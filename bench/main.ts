/** Measures in Node.js for Windows, and writes the results to a file. `npm run bench` starts it. */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

import { type Case, cases } from './cases';
import { versionOf } from './installed';
import type { BenchResult, CaseResult } from './result';

const { values: options } = parseArgs({
  options: {
    case: { type: 'string', multiple: true },
    rounds: { type: 'string', default: '41' },
    results: { type: 'string' },
  },
});

async function main(): Promise<void> {
  if (options.results === undefined)
    throw new Error('Name the file for the results: --results FILE');
  const rounds = Number(options.rounds);
  const results: CaseResult[] = [];
  for (const chosen of chosenCases()) {
    process.stderr.write(`${chosen.name} …\n`);
    results.push(await chosen.run(rounds));
  }
  writeFileSync(options.results, JSON.stringify(resultOf(rounds, results), undefined, 2));
}

function chosenCases(): readonly Case[] {
  const names = options.case ?? cases.map(({ name }) => name);
  return names.map((wanted) => {
    const found = cases.find(({ name }) => name === wanted);
    if (found !== undefined) return found;
    const known = cases.map(({ name }) => name).join(', ');
    throw new Error(`There is no case ${wanted}. Use one of these: ${known}.`);
  });
}

function resultOf(rounds: number, results: CaseResult[]): BenchResult {
  // Not set on Windows.
  const wine = process.env.SSPI_HANDOFF_WINE;
  const peers = ['koffi', 'node-expose-sspi', 'win-sso'];
  return {
    date: new Date().toISOString().slice(0, 10),
    rounds,
    versions: {
      'Node.js': process.versions.node,
      ...(wine !== undefined && { Wine: wine }),
      ...Object.fromEntries(peers.map((name) => [name, versionOf(name)])),
    },
    cases: results,
  };
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? String(error.stack) : String(error)}\n`);
  process.exitCode = 1;
});
