/** Measures in Node.js for Windows, and reports the results. `npm run bench` starts it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

import { callCases } from './cases/calls';
import { cycles } from './cases/cycles';
import { handoffCases } from './cases/handoff';
import { heldContexts } from './cases/held-contexts';
import { http } from './cases/http';
import { sendContextCase } from './cases/send-context';
import { start } from './cases/start';
import { toChart } from './chart';
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

const cases = [...callCases, ...handoffCases, sendContextCase, http, start, heldContexts, cycles];

async function main(): Promise<void> {
  const chosen = cases.filter(({ name }) => options.case?.includes(name) ?? true);
  if (chosen.length < (options.case?.length ?? 0)) {
    throw new Error(`The cases are ${cases.map(({ name }) => name).join(', ')}.`);
  }
  const rounds = Number(options.rounds);
  const results: CaseResult[] = [];
  for (const each of chosen) {
    process.stderr.write(`${each.name} …\n`);
    results.push(await each.run(rounds));
  }
  process.stderr.write('kernel calls …\n');
  for (const [index, each] of chosen.entries()) {
    const result = results[index];
    const counted = await each.count?.();
    if (counted === undefined || result === undefined) continue;
    const { kernelCalls, marks } = counted;
    results[index] = { ...result, kernelCalls, marks: [...result.marks, ...marks] };
  }
  // Not set on Windows.
  const wine = process.env.SSPI_HANDOFF_WINE;
  const result: BenchResult = {
    date: new Date().toISOString().slice(0, 10),
    rounds,
    minutes: Math.round(performance.now() / 60_000),
    versions: {
      'Node.js': process.versions.node,
      ...(wine !== undefined && { Wine: wine }),
      koffi: koffiVersion,
    },
    cases: results,
  };
  process.stdout.write(options.json ? JSON.stringify(result, undefined, 2) : toText(result));
  const { document } = options;
  if (document === undefined) return;
  writeFileSync(document, toDocument(readFileSync(document, 'utf8'), result));
  writeFileSync(document.replace(/\.md$/, '.svg'), toChart(result));
  process.stdout.write(`\nWrote ${document} and its chart.\n`);
}

main().catch((error: unknown) => {
  console.error(error);
  // Children may still run.
  process.exit(1);
});
