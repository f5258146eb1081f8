import type { BenchResult, CaseResult } from '../result';
import { show, showMark, showSpread, showVerdict } from './figures';
import { findings } from './findings';

/** docs/benchmarks.md. */
export function toDocument(
  result: BenchResult,
  charts: { readonly ratios: string; readonly curves: string },
): string {
  const { date, rounds, versions, cases } = result;
  const marks = cases.flatMap((each) => each.marks).filter(({ met }) => met !== null);
  const met = marks.filter((mark) => mark.met);
  return `# Benchmarks

Written by \`npm run bench\` on ${date}; do not edit. ${String(met.length)} of ${String(marks.length)} marks are met.

**Absolute times under Wine mean nothing**: what costs much there may cost little on Windows, and the other
way round. Only ratios within one run do, and those are what the marks are about.

- Versions: ${Object.entries(versions)
    .map(([name, version]) => `${name} ${version}`)
    .join(', ')}.
- One process on one processor. All that are compared warm up for a second each, and then take turns, ${String(rounds)} rounds; each
  round's results are checked. A ratio is taken within a round. Given are the median and, in brackets, the quartiles.
- The limit is a loop in C++ over bare Secur32 (\`bench/native/bare_secur32.cc\`): the same buffers, the same flags,
  tokens closed, contexts deleted. \`native/sspi\` is the same loop over the classes that the addon is made of.
- To repeat it: \`npm run bench\`, \`npm run bench -- --case NAME\`, \`npm run bench -- --json\`.

![Times as multiples of bare Secur32](${charts.ratios})

## Marks

| Case | Compared | Measured | Mark | |
| --- | --- | --- | --- | --- |
${cases
  .flatMap(({ name, marks: judged }) =>
    judged.map((mark) =>
      [
        '',
        ` ${name} `,
        ` ${mark.claim} `,
        ` ${showSpread(mark.measured, mark.unit)} `,
        ` ${showMark(mark)} `,
        ` ${showVerdict(mark)} `,
        '',
      ].join('|'),
    ),
  )
  .join('\n')}

## How it grows

![Growth](${charts.curves})

${cases
  .flatMap((each) => each.curves)
  .map(
    ({ title, xLabel, yLabel, points }) =>
      `- ${title} (${yLabel} by ${xLabel}): ${points
        .map(({ x, y }) => `${show(x)}: ${show(y.median)}`)
        .join(', ')}.`,
  )
  .join('\n')}

## Case by case

${cases.map(toSection).join('\n\n')}

${findings}`;
}

function toSection({ name, title, skipped, times, remarks }: CaseResult): string {
  return [
    `### ${title}`,
    `\`--case ${name}\``,
    skipped === null ? '' : `Skipped: ${skipped}.`,
    times.length === 0
      ? ''
      : [
          '| | µs |',
          '| --- | --- |',
          ...times.map(
            ({ contestant, microseconds }) => `| ${contestant} | ${showSpread(microseconds)} |`,
          ),
        ].join('\n'),
    ...remarks.map((remark) => `- ${remark}`),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}
