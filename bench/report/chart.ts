import { loadInstalled } from '../installed';
import type { BenchResult } from '../result';

interface Echarts {
  readonly init: (
    element: null,
    theme: null,
    options: { renderer: 'svg'; ssr: true; width: number; height: number },
  ) => { setOption(option: object): void; renderToSVGString(): string; dispose(): void };
}

const LIMIT = 'bare Secur32';
const WIDTH = 900;

/** Draws the time of each contestant as a multiple of the limit. */
export function drawRatios({ cases }: BenchResult): string {
  const races = cases.flatMap(({ title, times }) => {
    const medians = new Map(times.map((time) => [time.contestant, time.microseconds.median]));
    const limit = medians.get(LIMIT);
    return limit === undefined ? [] : [{ title, limit, medians }];
  });
  const contestants = [...new Set(races.flatMap(({ medians }) => [...medians.keys()]))].filter(
    (contestant) => contestant !== LIMIT,
  );
  return draw(140 + races.length * (contestants.length * 14 + 16), {
    title: { text: 'Time, as a multiple of a C++ loop over bare Secur32', left: 'center' },
    legend: { top: 34, itemGap: 36, data: contestants },
    grid: { left: 330, right: 60, top: 70, bottom: 50 },
    xAxis: { type: 'log', name: '×', min: 0.5, axisLabel: { formatter: '{value}×' } },
    yAxis: { type: 'category', inverse: true, data: races.map(({ title }) => title) },
    series: contestants.map((contestant) => ({
      name: contestant,
      type: 'bar',
      label: { show: true, position: 'right', fontSize: 10, formatter: '{c}×' },
      data: races.map(({ limit, medians }) => {
        const median = medians.get(contestant);
        return median === undefined ? null : Number((median / limit).toFixed(2));
      }),
    })),
  });
}

/** Draws each curve in its own panel, with logarithmic axes. */
export function drawGrowth({ cases }: BenchResult): string {
  const panels = cases
    .flatMap((each) => each.curves)
    .map((curve, index) => ({
      ...curve,
      index,
      left: 90 + (index % 2) * 440,
      top: 70 + Math.floor(index / 2) * 300,
    }));
  return draw(Math.ceil(panels.length / 2) * 300 + 40, {
    title: panels.map(({ title, left, top }) => ({
      text: title,
      textStyle: { fontSize: 13 },
      left: left - 30,
      top: top - 45,
    })),
    grid: panels.map(({ left, top }) => ({ left, top, width: 340, height: 200 })),
    xAxis: panels.map(({ xLabel, points, index }) => ({
      gridIndex: index,
      type: 'category',
      name: xLabel,
      nameLocation: 'middle',
      nameGap: 28,
      data: points.map(({ x }) => String(x)),
    })),
    yAxis: panels.map(({ yLabel, index }) => ({ gridIndex: index, type: 'log', name: yLabel })),
    series: panels.map(({ points, index }) => ({
      type: 'line',
      xAxisIndex: index,
      yAxisIndex: index,
      label: { show: true, position: 'top', fontSize: 10 },
      data: points.map(({ y }) => Number(y.median.toPrecision(3))),
    })),
  });
}

function draw(height: number, option: object): string {
  const { init } = loadInstalled('echarts') as Echarts;
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height });
  chart.setOption({ animation: false, backgroundColor: '#ffffff', ...option });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return `${svg}\n`;
}
