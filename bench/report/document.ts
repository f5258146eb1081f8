import type { BenchResult, CaseResult } from '../result';
import { showMark, showPoints, showSpread, showVerdict } from './text';

/**
 * Writes docs/benchmarks.md again.
 *
 * @param old the document until now, whose last section is written by hand and stays
 */
export function toDocument(
  old: string,
  { date, rounds, versions, cases }: BenchResult,
  charts: { readonly ratios: string; readonly growth: string },
): string {
  const marks = cases.flatMap((each) => each.marks).filter(({ met }) => met !== null);
  const met = marks.filter((mark) => mark.met);
  const versionList = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return `# Benchmarks

\`npm run bench\` wrote this page on ${date}. Edit only the last section. ${String(met.length)} of ${String(marks.length)} marks are met.

**Do not use the absolute times.** They were measured under Wine, where an expensive call can be cheap on Windows, and
the other way round. Only the ratios within one run are useful, and the marks are limits for these ratios.

- Versions: ${versionList.join(', ')}.
- Everything runs in one process on one processor. All contestants warm up for one second each, and then take turns for
  ${String(rounds)} rounds. The results of each round are checked. Each round gives one ratio. The tables show the median, with
  the quartiles in brackets.
- The limit is a C++ loop over bare Secur32 (\`bench/native/bare_secur32.cc\`). It uses the same buffers and flags, closes
  the tokens and deletes the contexts. \`native/sspi\` is the same loop over the addon's own classes.
- To repeat the measurements: \`npm run bench\`, \`npm run bench -- --case NAME\`, \`npm run bench -- --json\`.

![Times as multiples of bare Secur32](${charts.ratios})

## Marks

${toTable(
  ['Case', 'Compared', 'Measured', 'Mark', ''],
  cases.flatMap(({ name, marks: judged }) =>
    judged.map((mark) => [
      ...[name, mark.claim, showSpread(mark.measured, mark.unit)],
      ...[showMark(mark), showVerdict(mark)],
    ]),
  ),
)}

## Growth

![Growth](${charts.growth})

${cases
  .flatMap((each) => each.curves)
  .map((curve) => `- ${curve.title} (${curve.yLabel} by ${curve.xLabel}): ${showPoints(curve)}.`)
  .join('\n')}

## Cases

${cases.map(toSection).join('\n\n')}
${old.slice(old.lastIndexOf('\n## '))}`;
}

function toSection({ name, title, skipped, times, remarks }: CaseResult): string {
  const rows = times.map((time) => [time.contestant, showSpread(time.microseconds)]);
  return [
    `### ${title}`,
    `\`--case ${name}\``,
    ...(skipped === null ? [] : [`Skipped: ${skipped}.`]),
    ...(rows.length === 0 ? [] : [toTable(['', 'µs'], rows)]),
    ...remarks.map((remark) => `- ${remark}`),
  ].join('\n\n');
}

function toTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}
