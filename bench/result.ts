import type { Spread } from './statistics';

/** What one case came to, as `--json` prints it. */
export interface CaseResult {
  readonly name: string;
  readonly title: string;
  /** Microseconds for one piece of the work, by who did it. */
  readonly times: readonly Time[];
  readonly marks: readonly MarkResult[];
  readonly curves: readonly Curve[];
  /** What else there is to say, a sentence each. */
  readonly remarks: readonly string[];
  /** Why nothing was measured; null if it was. */
  readonly skipped: string | null;
}

export interface Time {
  readonly contestant: string;
  readonly microseconds: Spread;
}

export interface MarkResult {
  /** What was held against the mark. */
  readonly claim: string;
  readonly measured: Spread;
  readonly unit: string;
  /** Null for what is reported without a mark. */
  readonly mark: { readonly atMost: number } | { readonly atLeast: number } | null;
  readonly met: boolean | null;
}

/** How something grows. */
export interface Curve {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly points: readonly { readonly x: number; readonly y: Spread }[];
}

/** All of a run. */
export interface BenchResult {
  readonly date: string;
  readonly rounds: number;
  readonly versions: Readonly<Record<string, string>>;
  readonly cases: readonly CaseResult[];
}

export function judge(
  claim: string,
  measured: Spread,
  mark: MarkResult['mark'],
  unit = '×',
): MarkResult {
  let met: boolean | null = null;
  if (mark !== null) {
    met = 'atMost' in mark ? measured.median <= mark.atMost : measured.median >= mark.atLeast;
  }
  return { claim, measured, unit, mark, met };
}
