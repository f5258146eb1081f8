import { BARE, KOFFI, OURS } from './names';
import type { BenchResult, CaseResult, KernelCalls, MarkResult } from './result';

/** Returns docs/benchmarks.md with new results. The text before and after them is written by hand. */
export function toDocument(old: string, result: BenchResult): string {
  const { date, rounds, minutes, versions, cases } = result;
  const judged = cases.flatMap(({ marks }) => marks).filter(({ met }) => met !== null);
  const met = judged.filter((mark) => mark.met);
  const versionList = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const parts = [
    old.slice(0, old.indexOf('\n## ')),
    '## Results',
    `${String(met.length)} of ${String(judged.length)} marks hold. One run on ${date}: ${versionList.join(', ')}, ` +
      `${String(rounds)} rounds, ${String(minutes)} minutes.`,
    '![The time of each operation as a multiple of the bare time](benchmarks.svg)',
    toText(result),
  ];
  return `${parts.join('\n\n').replace('\n\n\n', '\n\n')}${old.slice(old.indexOf('\n## Reasons'))}`;
}

/** Formats the results as Markdown, also for the terminal. */
export function toText({ cases }: BenchResult): string {
  const calls = cases.filter(isCall);
  const counted = cases.filter(({ kernelCalls }) => totals(kernelCalls).some((total) => total > 0));
  const sections = [
    ['### Calls of one process', calls.length > 0 && callTable(calls)],
    ['### Other figures', figureTable(cases)],
    ['### Kernel calls of one operation', counted.map(kernelCallList).join('\n')],
  ] as const;
  return `${sections.flatMap((parts) => (parts[1] ? parts : [])).join('\n\n')}\n`;
}

const isCall = ({ times }: CaseResult) => BARE in times;

/** All contestants make the same calls in these cases, so a row holds them. */
function callTable(cases: readonly CaseResult[]): string {
  const head = [
    ...['Case', '`--case`', `${BARE}, µs`, `${OURS} / ${BARE}`, 'mark'],
    ...[`${KOFFI} / ${OURS}`, 'mark', 'kernel calls: bare, koffi, ours'],
  ];
  const rows = cases.map(({ name, title, times, marks, kernelCalls }) => [
    ...[title, name, show(times[BARE]?.lowerQuartile ?? NaN)],
    ...marks.slice(0, 2).flatMap((mark) => [showMeasured(mark), showMark(mark)]),
    totals(kernelCalls).map(String).join(', '),
  ]);
  return toTable(head, rows);
}

function figureTable(cases: readonly CaseResult[]): string {
  const rows = cases.flatMap((result) => {
    const { name, title, times, marks } = result;
    const timeRows = Object.entries(times).map(([contestant, { lowerQuartile }]) => [
      ...[contestant, show(lowerQuartile, 'µs'), ''],
    ]);
    const markRows = marks.map((mark) => [mark.claim, showMeasured(mark), showMark(mark)]);
    const all = isCall(result) ? markRows.slice(2) : [...timeRows, ...markRows];
    return all.map((row, index) => (index === 0 ? [title, name, ...row] : ['', '', ...row]));
  });
  return rows.length === 0 ? '' : toTable(['Case', '`--case`', 'Figure', 'measured', 'mark'], rows);
}

function kernelCallList({ title, kernelCalls }: CaseResult): string {
  const all = totals(kernelCalls);
  const lines = Object.entries(kernelCalls).map(([contestant, counts], index) => {
    const list = Object.entries(counts).map(([name, count]) =>
      count === 1 ? name : `${name} ${String(count)}×`,
    );
    return `  - ${contestant}: ${String(all[index])}${list.length > 0 ? ` (${list.join(', ')})` : ''}`;
  });
  return [`- **${title}**`, ...lines].join('\n');
}

/** Single calls for memory and for garbage are not shown as a part of a call. */
const totals = (kernelCalls: KernelCalls) =>
  Object.values(kernelCalls).map((counts) =>
    Math.round(Object.values(counts).reduce((sum, count) => sum + count, 0)),
  );

/** Aligns the columns as prettier does. */
function toTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((_, column) =>
    Math.max(3, ...[head, ...rows].map((cells) => cells[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    `| ${widths.map((width, column) => (cells[column] ?? '').padEnd(width)).join(' | ')} |`;
  return [head, widths.map((width) => '-'.repeat(width)), ...rows].map(line).join('\n');
}

/** Shows three significant digits, and one more of ratios, whose marks have three. */
function show(value: number, unit = ''): string {
  const digits =
    value >= 1000
      ? Math.round(value).toLocaleString('en-US')
      : String(Number(value.toPrecision(unit === '×' ? 4 : 3)));
  return unit === '×' || unit === '' ? `${digits}${unit}` : `${digits} ${unit}`;
}

const showMeasured = ({ measured, unit }: MarkResult) => show(measured, unit);

function showMark({ mark, met, unit }: MarkResult): string {
  if (mark === null) return 'reported';
  const limit = 'atMost' in mark ? `≤ ${show(mark.atMost, unit)}` : `≥ ${show(mark.atLeast, unit)}`;
  return `${limit} ${met === true ? 'holds' : '**missed**'}`;
}
