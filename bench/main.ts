/** Measures in Node.js for Windows, and reports the results. `npm run bench` starts it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

import { type Case, cases } from './cases';
import { versionOf } from './contestants/installed';
import { toDocument, toText } from './report';
import type { BenchResult, CaseResult } from './result';

const { values: options } = parseArgs({
  options: {
    case: { type: 'string', multiple: true },
    rounds: { type: 'string', default: '41' },
    json: { type: 'boolean', default: false },
    document: { type: 'string' },
  },
});

function chosenCases(): readonly Case[] {
  const known = cases.map(({ name }) => name);
  return (options.case ?? known).map((wanted) => {
    const found = cases.find(({ name }) => name === wanted);
    if (found !== undefined) return found;
    throw new Error(`There is no case ${wanted}. Use one of these: ${known.join(', ')}.`);
  });
}

async function main(): Promise<void> {
  const rounds = Number(options.rounds);
  const results: CaseResult[] = [];
  for (const chosen of chosenCases()) {
    process.stderr.write(`${chosen.name} …\n`);
    results.push(await chosen.run(rounds));
  }
  // Not set on Windows.
  const wine = process.env.SSPI_HANDOFF_WINE;
  const peers = ['koffi', 'node-expose-sspi'].map((name) => [name, versionOf(name)]);
  const result: BenchResult = {
    date: new Date().toISOString().slice(0, 10),
    rounds,
    versions: {
      'Node.js': process.versions.node,
      ...(wine !== undefined && { Wine: wine }),
      ...(Object.fromEntries(peers) as Record<string, string>),
    },
    cases: results,
  };
  process.stdout.write(options.json ? JSON.stringify(result, undefined, 2) : toText(result));
  if (options.document === undefined) return;
  writeFileSync(options.document, toDocument(readFileSync(options.document, 'utf8'), result));
  process.stdout.write(`\nWrote ${options.document}.\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? String(error.stack) : String(error)}\n`);
  process.exitCode = 1;
});
