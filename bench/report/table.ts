import type { BenchResult, CaseResult } from '../result';
import { show, showMark, showSpread, showVerdict } from './figures';

/** For people at a terminal. */
export function toTable({ cases }: BenchResult): string {
  return cases.map((each) => `\n${toSection(each)}\n`).join('');
}

function toSection({ title, skipped, times, marks, curves, remarks }: CaseResult): string {
  if (skipped !== null) return `${title}\n  skipped: ${skipped}`;
  return [
    title,
    ...times.map(
      ({ contestant, microseconds }) =>
        `  ${contestant.padEnd(52)} ${showSpread(microseconds, 'µs')}`,
    ),
    ...marks.map((mark) =>
      [
        `  ${mark.claim.padEnd(52)} ${showSpread(mark.measured, mark.unit)}`,
        mark.mark === null ? '' : `, ${showMark(mark)}: ${showVerdict(mark)}`,
      ].join(''),
    ),
    ...curves.map(({ title: curve, points }) =>
      [
        `  ${curve.padEnd(52)} `,
        points.map(({ x, y }) => `${show(x)}: ${show(y.median)}`).join(', '),
      ].join(''),
    ),
    ...remarks.map((remark) => `  ${remark}`),
  ].join('\n');
}
