/** Measures in Node.js for Windows, and reports the results. `npm run bench` starts it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

import { cycles } from './cases/cycles';
import { eventLoop } from './cases/event-loop';
import { handoffCases } from './cases/handoff';
import { raceCases } from './cases/races';
import { koffiVersion } from './contestants/koffi';
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

const cases = [...raceCases, ...handoffCases, eventLoop, cycles];

async function main(): Promise<void> {
  const chosen = cases.filter(({ name }) => options.case?.includes(name) ?? true);
  if (chosen.length < (options.case?.length ?? 0)) {
    throw new Error(`The cases are ${cases.map(({ name }) => name).join(', ')}.`);
  }
  const rounds = Number(options.rounds);
  const results: CaseResult[] = [];
  for (const { name, run } of chosen) {
    process.stderr.write(`${name} …\n`);
    results.push(await run(rounds));
  }
  // Not set on Windows.
  const wine = process.env.SSPI_HANDOFF_WINE;
  const result: BenchResult = {
    date: new Date().toISOString().slice(0, 10),
    rounds,
    versions: {
      'Node.js': process.versions.node,
      ...(wine !== undefined && { Wine: wine }),
      koffi: koffiVersion,
    },
    cases: results,
  };
  process.stdout.write(options.json ? JSON.stringify(result, undefined, 2) : toText(result));
  if (options.document === undefined) return;
  writeFileSync(options.document, toDocument(readFileSync(options.document, 'utf8'), result));
  process.stdout.write(`\nWrote ${options.document}.\n`);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
