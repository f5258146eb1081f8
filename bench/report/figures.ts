import type { MarkResult } from '../result';
import type { Spread } from '../statistics';

/** Three significant digits, without an exponent. */
export function show(value: number): string {
  if (value >= 1000) return Math.round(value).toLocaleString('en-US');
  return String(Number(value.toPrecision(3)));
}

export function showSpread({ median, lowerQuartile, upperQuartile }: Spread, unit = ''): string {
  const gap = unit === '×' || unit === '' ? '' : ' ';
  return `${show(median)}${gap}${unit} (${show(lowerQuartile)} – ${show(upperQuartile)})`;
}

export function showMark({ mark, unit }: MarkResult): string {
  if (mark === null) return '–';
  const gap = unit === '×' ? '' : ' ';
  return 'atMost' in mark
    ? `at most ${show(mark.atMost)}${gap}${unit}`
    : `at least ${show(mark.atLeast)}${gap}${unit}`;
}

export function showVerdict({ met }: MarkResult): string {
  if (met === null) return 'reported';
  return met ? 'met' : 'missed';
}
