/** Started by `npm run bench` in Node.js for Windows: measures, and writes the results to a file. */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

import { cases } from './cases';
import { versionOf } from './packages/installed';
import type { BenchResult, CaseResult } from './result';

const { values: options } = parseArgs({
  options: {
    case: { type: 'string' },
    rounds: { type: 'string', default: '41' },
    results: { type: 'string' },
  },
});

async function main(): Promise<void> {
  if (options.results === undefined) throw new Error('Where are the results to go? --results FILE');
  const rounds = Number(options.rounds);
  const chosen = cases.filter(({ name }) => options.case === undefined || name === options.case);
  if (chosen.length === 0) {
    const names = cases.map(({ name }) => name).join(', ');
    throw new Error(`There is no case ${String(options.case)}. There are ${names}.`);
  }
  const results: CaseResult[] = [];
  for (const chosenCase of chosen) {
    process.stderr.write(`${chosenCase.name} …\n`);
    results.push(await chosenCase.run(rounds));
  }
  writeFileSync(options.results, JSON.stringify(resultOf(rounds, results), undefined, 2));
}

function resultOf(rounds: number, results: CaseResult[]): BenchResult {
  // On Windows there is none.
  const wine = process.env.SSPI_HANDOFF_WINE;
  const peers = ['koffi', 'node-expose-sspi', 'win-sso'];
  return {
    date: new Date().toISOString().slice(0, 10),
    rounds,
    versions: {
      'Node.js': process.versions.node,
      ...(wine !== undefined && { Wine: wine.replace(/^wine-/, '') }),
      ...Object.fromEntries(peers.map((name) => [name, versionOf(name)])),
    },
    cases: results,
  };
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? String(error.stack) : String(error)}\n`);
  process.exitCode = 1;
});
