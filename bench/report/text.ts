import type { BenchResult, Curve, MarkResult, Spread } from '../result';

/** Three significant digits, without an exponent. */
function show(value: number): string {
  if (value >= 1000) return Math.round(value).toLocaleString('en-US');
  return String(Number(value.toPrecision(3)));
}

const withUnit = (value: number, unit: string) =>
  `${show(value)}${unit === '×' || unit === '' ? '' : ' '}${unit}`;

export function showSpread({ median, lowerQuartile, upperQuartile }: Spread, unit = ''): string {
  return `${withUnit(median, unit)} (${show(lowerQuartile)} – ${show(upperQuartile)})`;
}

export function showMark({ mark, unit }: MarkResult): string {
  if (mark === null) return '–';
  return 'atMost' in mark
    ? `at most ${withUnit(mark.atMost, unit)}`
    : `at least ${withUnit(mark.atLeast, unit)}`;
}

export function showVerdict({ met }: MarkResult): string {
  if (met === null) return 'reported';
  return met ? 'met' : 'missed';
}

export const showPoints = ({ points }: Curve) =>
  points.map(({ x, y }) => `${show(x)}: ${show(y.median)}`).join(', ');

/** Formats the results for a terminal. */
export function toText({ cases }: BenchResult): string {
  const line = (label: string, value: string) => `${label.padEnd(52)} ${value}`;
  const sections = cases.map(({ title, skipped, times, marks, curves, remarks }) => [
    title,
    ...(skipped === null ? [] : [`skipped: ${skipped}`]),
    ...times.map((time) => line(time.contestant, showSpread(time.microseconds, 'µs'))),
    ...marks.map((each) => {
      const verdict = each.mark === null ? '' : `, ${showMark(each)}: ${showVerdict(each)}`;
      return line(each.claim, showSpread(each.measured, each.unit) + verdict);
    }),
    ...curves.map((curve) => line(curve.title, showPoints(curve))),
    ...remarks,
  ]);
  return sections.map((lines) => `\n${lines.join('\n  ')}\n`).join('');
}
