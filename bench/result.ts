export interface Case {
  readonly name: string;
  readonly run: (rounds: number) => Promise<CaseResult>;
}

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
  readonly times: readonly { readonly contestant: string; readonly microseconds: Spread }[];
  readonly marks: readonly MarkResult[];
  readonly remarks: readonly string[];
}

export interface MarkResult {
  readonly claim: string;
  readonly measured: Spread;
  readonly unit: string;
  /** Null if the figure is only reported. */
  readonly mark: { readonly atMost: number } | { readonly atLeast: number } | null;
  readonly met: boolean | null;
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
  const { median } = measured;
  const isMet = (limit: NonNullable<typeof mark>) =>
    'atMost' in limit ? median <= limit.atMost : median >= limit.atLeast;
  return { claim, measured, unit, mark, met: mark && isMet(mark) };
}

export const toResult = (name: string, title: string, parts: Partial<CaseResult>): CaseResult => ({
  ...{ name, title, times: [], marks: [], remarks: [] },
  ...parts,
});

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
