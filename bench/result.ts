export interface Spread {
  readonly median: number;
  readonly lowerQuartile: number;
  readonly upperQuartile: number;
}

/** The result of one case, as `--json` prints it. */
export interface CaseResult {
  readonly name: string;
  readonly title: string;
  /** Microseconds for one piece of the work. */
  readonly times: readonly Time[];
  readonly marks: readonly MarkResult[];
  readonly curves: readonly Curve[];
  readonly remarks: readonly string[];
  /** The reason why the case was not measured, or null. */
  readonly skipped: string | null;
}

export interface Time {
  readonly contestant: string;
  readonly microseconds: Spread;
}

export interface MarkResult {
  readonly claim: string;
  readonly measured: Spread;
  readonly unit: string;
  /** Null if the figure is only reported. */
  readonly mark: { readonly atMost: number } | { readonly atLeast: number } | null;
  readonly met: boolean | null;
}

export interface Curve {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly points: readonly { readonly x: number; readonly y: Spread }[];
}

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

export function toResult(name: string, title: string, parts: Partial<CaseResult>): CaseResult {
  const empty = { times: [], marks: [], curves: [], remarks: [], skipped: null };
  return { name, title, ...empty, ...parts };
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((one, other) => one - other);
  const quantile = (fraction: number) => {
    const position = (sorted.length - 1) * fraction;
    const below = sorted[Math.floor(position)] ?? NaN;
    const above = sorted[Math.ceil(position)] ?? NaN;
    return below + (above - below) * (position - Math.floor(position));
  };
  return { median: quantile(0.5), lowerQuartile: quantile(0.25), upperQuartile: quantile(0.75) };
}
