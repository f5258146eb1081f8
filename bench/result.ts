export interface Case {
  readonly name: string;
  run(rounds: number): Promise<CaseResult>;
  /** Counts the calls of the kernel. Runs after all cases, because the counters cost time. */
  count?(): Promise<Pick<CaseResult, 'kernelCalls' | 'marks'>>;
}

export interface Spread {
  readonly lowerQuartile: number;
  readonly median: number;
  readonly upperQuartile: number;
}

/** The calls of the kernel for one operation, by contestant and by function. */
export type KernelCalls = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** The result of one case, as `--json` prints it. */
export interface CaseResult {
  readonly name: string;
  readonly title: string;
  /** Microseconds of one operation, by contestant. */
  readonly times: Readonly<Record<string, Spread>>;
  readonly marks: readonly MarkResult[];
  readonly kernelCalls: KernelCalls;
}

export type Mark = { readonly atMost: number } | { readonly atLeast: number };

export interface MarkResult {
  readonly claim: string;
  readonly measured: number;
  readonly unit: string;
  /** Null if the figure is only reported. */
  readonly mark: Mark | null;
  readonly met: boolean | null;
}

export interface BenchResult {
  readonly date: string;
  readonly rounds: number;
  readonly minutes: number;
  readonly versions: Readonly<Record<string, string>>;
  readonly cases: readonly CaseResult[];
}

export function judge(claim: string, measured: number, mark: Mark | null, unit = '×'): MarkResult {
  const isMet = (limit: Mark) =>
    'atMost' in limit ? measured <= limit.atMost : measured >= limit.atLeast;
  return { claim, measured, unit, mark, met: mark && isMet(mark) };
}

export const toResult = (name: string, title: string, parts: Partial<CaseResult>): CaseResult => ({
  ...{ name, title, times: {}, marks: [], kernelCalls: {} },
  ...parts,
});

export function quantile(values: readonly number[], fraction: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  const position = (sorted.length - 1) * fraction;
  const below = sorted[Math.floor(position)] ?? NaN;
  const above = sorted[Math.ceil(position)] ?? NaN;
  return below + (above - below) * (position - Math.floor(position));
}

export const spreadOf = (values: readonly number[]): Spread => ({
  lowerQuartile: quantile(values, 0.25),
  median: quantile(values, 0.5),
  upperQuartile: quantile(values, 0.75),
});
