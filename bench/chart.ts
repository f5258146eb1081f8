import { BARE, KOFFI, OURS } from './names';
import type { BenchResult, CaseResult, MarkResult } from './result';

interface Bar {
  readonly label: string;
  readonly ratio: number;
  readonly mark: number;
  readonly isMet: boolean;
  /** Undefined in the cases without koffi. */
  readonly koffi: number | undefined;
}

const WIDTH = 860;
const LEFT = 330;
const RIGHT = 70;
const BAR = 11;
const ROW = 32;
const TOP = 84;
const HEADING = 34;

type Scale = (ratio: number) => number;

/** Draws each time as a multiple of the time that it is compared with, on a background of its own. */
export function toChart({ cases, date }: BenchResult): string {
  const groups = new Map<string, Bar[]>();
  for (const result of cases) {
    const mark = result.marks.find((each) => each.mark !== null && 'atMost' in each.mark);
    if (mark?.unit !== '×') continue;
    const against = mark.claim.split(' / ')[1] ?? '';
    groups.set(against, [...(groups.get(against) ?? []), barOf(result, mark)]);
  }
  let y = TOP;
  const parts: string[] = [];
  for (const [against, bars] of groups) {
    parts.push(text(20, y + 20, `× ${against}`, 'heading'));
    y += HEADING;
    const bottom = y + bars.length * ROW - 6;
    const largest = Math.max(2, ...bars.map(({ ratio, mark }) => Math.ceil(Math.max(ratio, mark))));
    const x: Scale = (ratio) => LEFT + (ratio / largest) * (WIDTH - LEFT - RIGHT);
    for (let tick = 0; tick <= largest; tick++) {
      parts.push(line(x(tick), y - 4, bottom, tick === 1 ? 'one' : 'grid'));
      parts.push(text(x(tick), y - 10, `${String(tick)}×`, 'middle small'));
    }
    for (const bar of bars) {
      parts.push(...drawBar(bar, y, x));
      y += ROW;
    }
    y += 14;
  }
  return page(parts, y + 6, date);
}

function barOf({ title, times }: CaseResult, { measured, mark, met }: MarkResult): Bar {
  const [bare, koffi] = [times[BARE], times[KOFFI]];
  return {
    label: title,
    ratio: measured,
    mark: mark !== null && 'atMost' in mark ? mark.atMost : NaN,
    isMet: met === true,
    koffi: bare && koffi && koffi.lowerQuartile / bare.lowerQuartile,
  };
}

function* drawBar(
  { label, ratio, mark, isMet, koffi }: Bar,
  y: number,
  x: Scale,
): Generator<string> {
  yield text(LEFT - 10, y + 15, label, 'end');
  const isMarkNear = mark > ratio && x(mark) - x(ratio) < 60;
  yield rectangle(y, x(ratio), isMet ? 'ours' : 'ours missed');
  yield text(x(isMarkNear ? mark : ratio) + 6, y + 10, `${ratio.toFixed(2)}×`, 'value');
  yield line(x(mark), y - 2, y + BAR + 2, 'mark');
  if (koffi === undefined) return;
  yield rectangle(y + BAR + 1, x(koffi), 'koffi');
  yield text(x(koffi) + 6, y + 22, `${koffi.toFixed(2)}×`, 'small');
}

const rectangle = (y: number, right: number, style: string) =>
  `<rect class="${style}" x="${String(LEFT)}" y="${String(y)}" width="${(right - LEFT).toFixed(1)}" height="${String(BAR)}"/>`;

const line = (at: number, top: number, bottom: number, style: string) =>
  `<path class="${style}" d="M${at.toFixed(1)} ${String(top)}V${String(bottom)}"/>`;

const text = (at: number, y: number, content: string, style: string) =>
  `<text class="${style}" x="${at.toFixed(1)}" y="${String(y)}">${content}</text>`;

function page(parts: readonly string[], height: number, date: string): string {
  const legend = [
    ...['<rect class="ours" x="20" y="52" width="22" height="11"/>', text(48, 62, OURS, '')],
    ...['<rect class="ours missed" x="150" y="52" width="22" height="11"/>'],
    text(178, 62, `${OURS}, mark missed`, ''),
    ...['<rect class="koffi" x="372" y="52" width="22" height="11"/>', text(400, 62, KOFFI, '')],
    ...[line(460, 50, 65, 'mark'), text(468, 62, 'mark: at most', '')],
  ];
  const size = `${String(WIDTH)} ${String(height)}`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size}" width="${String(WIDTH)}" height="${String(height)}" role="img" aria-label="Benchmarks of ${date}">
<style>
svg { --back: #ffffff; --text: #1f2328; --soft: #59636e; --grid: #d1d9e0; --ours: #0969da; --missed: #bc4c00; --koffi: #8c959f }
@media (prefers-color-scheme: dark) {
  svg { --back: #151b23; --text: #f0f6fc; --soft: #9198a1; --grid: #3d444d; --ours: #4493f8; --missed: #f0883e; --koffi: #7d8590 }
}
.back { fill: var(--back); stroke: var(--grid) }
text { fill: var(--text); font: 13px system-ui, "Segoe UI", "DejaVu Sans", sans-serif }
.title { font-size: 17px; font-weight: 600 }
.heading, .value { font-weight: 600 }
.small { font-size: 11px; fill: var(--soft) }
.end { text-anchor: end }
.middle { text-anchor: middle }
.ours { fill: var(--ours) }
.missed { fill: var(--missed) }
.koffi { fill: var(--koffi) }
.grid { stroke: var(--grid) }
.one { stroke: var(--soft); stroke-width: 1.5 }
.mark { stroke: var(--text); stroke-width: 2 }
</style>
<rect class="back" x="0.5" y="0.5" width="${String(WIDTH - 1)}" height="${String(height - 1)}" rx="6"/>
${text(20, 32, `Time of one operation under Wine, ${date}: shorter is better`, 'title')}
${[...legend, ...parts].join('\n')}
</svg>
`;
}
