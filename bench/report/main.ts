/** Prints the results of a run. Writes the document after a complete run. */
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { parseArgs } from 'node:util';

import type { BenchResult } from '../result';
import { drawGrowth, drawRatios } from './chart';
import { toDocument } from './document';
import { toText } from './text';

const { values: options } = parseArgs({
  options: { results: { type: 'string' }, document: { type: 'string' } },
});
if (options.results === undefined) throw new Error('Name the results: --results FILE');

const result = JSON.parse(readFileSync(options.results, 'utf8')) as BenchResult;
process.stdout.write(toText(result));

if (options.document !== undefined) {
  const folder = dirname(options.document);
  const stem = basename(options.document, '.md');
  const charts = { ratios: `${stem}-ratios.svg`, growth: `${stem}-growth.svg` };
  writeFileSync(join(folder, charts.ratios), drawRatios(result));
  writeFileSync(join(folder, charts.growth), drawGrowth(result));
  const old = readFileSync(options.document, 'utf8');
  writeFileSync(options.document, toDocument(old, result, charts));
  process.stdout.write(`\nWrote ${options.document} and its charts.\n`);
}
