/** Prints the results of a run as a table, and makes the document of a complete one. */
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { parseArgs } from 'node:util';

import type { BenchResult } from '../result';
import { drawCurves, drawRatios } from './chart';
import { toDocument } from './document';
import { toTable } from './table';

const { values: options } = parseArgs({
  options: { results: { type: 'string' }, document: { type: 'string' } },
});
if (options.results === undefined) throw new Error('Which results? --results FILE');

const result = JSON.parse(readFileSync(options.results, 'utf8')) as BenchResult;
process.stdout.write(toTable(result));

if (options.document !== undefined) {
  const folder = dirname(options.document);
  const stem = basename(options.document, '.md');
  const charts = { ratios: `${stem}-ratios.svg`, curves: `${stem}-growth.svg` };
  writeFileSync(join(folder, charts.ratios), drawRatios(result));
  writeFileSync(join(folder, charts.curves), drawCurves(result));
  writeFileSync(options.document, toDocument(result, charts));
  process.stdout.write(`\nWritten: ${options.document} and its charts.\n`);
}
