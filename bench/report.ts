import type { BenchResult, CaseResult, MarkResult, Spread } from './result';

const LIMIT = 'bare Secur32';

/** Returns docs/benchmarks.md with new results. The text before and after them is written by hand. */
export function toDocument(old: string, result: BenchResult): string {
  const { date, rounds, versions, cases } = result;
  const judged = cases.flatMap(({ marks }) => marks).filter(({ met }) => met !== null);
  const met = judged.filter((mark) => mark.met);
  const versionList = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return `${old.slice(0, old.indexOf('\n## '))}
## Summary

${String(met.length)} of ${String(judged.length)} marks are met.

- Date: ${date}
- Versions: ${versionList.join(', ')}
- Rounds: ${String(rounds)}

${toText(result)}${old.slice(old.lastIndexOf('\n## '))}`;
}

/** Formats the results as Markdown, also for the terminal. */
export function toText({ cases }: BenchResult): string {
  const marks = cases.flatMap(({ name, marks: judged }) =>
    judged.map((mark) => [
      name,
      mark.claim,
      showSpread(mark.measured, mark.unit),
      ...verdict(mark),
    ]),
  );
  const growth = cases
    .flatMap(({ curves }) => curves)
    .map(({ title, xLabel, yLabel, points }) => {
      const list = points.map(({ x, y }) => `${show(x)}: ${show(y.median)}`).join(', ');
      return `- ${title} (${yLabel} by ${xLabel}): ${list}.`;
    });
  return `${[
    `## Marks\n\n${toTable(['Case', 'Compared', 'Measured', 'Mark', ''], marks)}`,
    ...(growth.length === 0 ? [] : [`## Growth\n\n${growth.join('\n')}`]),
    '## Cases',
    ...cases.map(toSection),
  ].join('\n\n')}\n`;
}

function toSection({ name, title, skipped, times, remarks }: CaseResult): string {
  const limit = times.find(({ contestant }) => contestant === LIMIT)?.microseconds.median;
  const rows = times.map(({ contestant, microseconds }) => [
    ...[contestant, showSpread(microseconds)],
    ...(limit === undefined ? [] : [show(microseconds.median / limit, '×')]),
  ]);
  const head = ['', 'µs', ...(limit === undefined ? [] : [`of ${LIMIT}`])];
  return [
    `### ${title}`,
    `\`--case ${name}\``,
    ...(skipped === null ? [] : [`Skipped: ${skipped}.`]),
    ...(rows.length === 0 ? [] : [toTable(head, rows)]),
    ...remarks.map((remark) => `- ${remark}`),
  ].join('\n\n');
}

/** Aligns the columns as prettier does. */
function toTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((_, column) =>
    Math.max(3, ...[head, ...rows].map((cells) => cells[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[], fill = ' ') =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0, fill)).join(' | ')} |`;
  return [
    line(head),
    line(
      head.map(() => ''),
      '-',
    ),
    ...rows.map((cells) => line(cells)),
  ].join('\n');
}

/** Shows three significant digits, without an exponent. */
function show(value: number, unit = ''): string {
  const digits =
    value >= 1000
      ? Math.round(value).toLocaleString('en-US')
      : String(Number(value.toPrecision(3)));
  return unit === '×' || unit === '' ? `${digits}${unit}` : `${digits} ${unit}`;
}

function showSpread({ median, lowerQuartile, upperQuartile }: Spread, unit = ''): string {
  return `${show(median, unit)} (${show(lowerQuartile)} – ${show(upperQuartile)})`;
}

function verdict({ mark, unit, met }: MarkResult): readonly [limit: string, verdict: string] {
  if (mark === null) return ['–', 'reported'];
  const limit =
    'atMost' in mark
      ? `at most ${show(mark.atMost, unit)}`
      : `at least ${show(mark.atLeast, unit)}`;
  return [limit, met === true ? 'met' : 'missed'];
}
