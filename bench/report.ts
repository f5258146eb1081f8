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
  const rows = cases.flatMap(({ name, marks }) => marks.map((mark) => [name, ...toCells(mark)]));
  const marks = toTable(['Case', 'Compared', 'Measured', 'Mark', ''], rows);
  return `${['## Marks', marks, '## Cases', ...cases.map(toSection)].join('\n\n')}\n`;
}

function toCells({ claim, measured, unit, mark, met }: MarkResult): readonly string[] {
  const cells = [claim, showSpread(measured, unit)];
  if (mark === null) return [...cells, '–', 'reported'];
  const limit =
    'atMost' in mark
      ? `at most ${show(mark.atMost, unit)}`
      : `at least ${show(mark.atLeast, unit)}`;
  return [...cells, limit, met === true ? 'met' : 'missed'];
}

function toSection({ name, title, times, remarks }: CaseResult): string {
  const limit = times.find(({ contestant }) => contestant === LIMIT)?.microseconds.median;
  const rows = times.map(({ contestant, microseconds }) => [
    ...[contestant, showSpread(microseconds)],
    ...(limit === undefined ? [] : [show(microseconds.median / limit, '×')]),
  ]);
  const head = ['', 'µs', ...(limit === undefined ? [] : [`of ${LIMIT}`])];
  return [
    `### ${title}`,
    `\`--case ${name}\``,
    ...(rows.length === 0 ? [] : [toTable(head, rows)]),
    ...remarks.map((remark) => `- ${remark}`),
  ].join('\n\n');
}

/** Aligns the columns as prettier does. */
function toTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((_, column) =>
    Math.max(3, ...[head, ...rows].map((cells) => cells[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    `| ${widths.map((width, column) => (cells[column] ?? '').padEnd(width)).join(' | ')} |`;
  return [head, widths.map((width) => '-'.repeat(width)), ...rows].map(line).join('\n');
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
