import { loadInstalled } from '../packages/installed';
import type { BenchResult } from '../result';

interface Chart {
  setOption(option: object): void;
  renderToSVGString(): string;
  dispose(): void;
}

interface Echarts {
  readonly init: (
    element: null,
    theme: null,
    options: { renderer: 'svg'; ssr: true; width: number; height: number },
  ) => Chart;
}

const LIMIT = 'bare Secur32';
const WIDTH = 900;

/** What each contestant takes, as a multiple of the limit. */
export function drawRatios({ cases }: BenchResult): string {
  const races = cases.filter(({ times }) => times.some(({ contestant }) => contestant === LIMIT));
  const contestants = [
    ...new Set(races.flatMap(({ times }) => times.map(({ contestant }) => contestant))),
  ].filter((contestant) => contestant !== LIMIT);
  const multiple = (race: (typeof races)[number], contestant: string) => {
    const medianOf = (name: string) =>
      race.times.find((time) => time.contestant === name)?.microseconds.median;
    const own = medianOf(contestant);
    return own === undefined ? null : Number((own / (medianOf(LIMIT) ?? NaN)).toFixed(2));
  };
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
      data: races.map((race) => multiple(race, contestant)),
    })),
  });
}

/** How it grows: each curve in a panel of its own, both axes logarithmic. */
export function drawCurves({ cases }: BenchResult): string {
  const curves = cases.flatMap((each) => each.curves);
  const columns = 2;
  const panel = { width: 340, height: 200, left: 90, top: 70, acrossBy: 440, downBy: 300 };
  const rows = Math.ceil(curves.length / columns);
  const place = (index: number) => ({
    left: panel.left + (index % columns) * panel.acrossBy,
    top: panel.top + Math.floor(index / columns) * panel.downBy,
  });
  return draw(rows * panel.downBy + 40, {
    title: curves.map(({ title }, index) => ({
      text: title,
      textStyle: { fontSize: 13 },
      left: place(index).left - 30,
      top: place(index).top - 45,
    })),
    grid: curves.map((_, index) => ({
      ...place(index),
      width: panel.width,
      height: panel.height,
    })),
    xAxis: curves.map(({ xLabel, points }, index) => ({
      gridIndex: index,
      type: 'category',
      name: xLabel,
      nameLocation: 'middle',
      nameGap: 28,
      data: points.map(({ x }) => String(x)),
    })),
    yAxis: curves.map(({ yLabel }, index) => ({ gridIndex: index, type: 'log', name: yLabel })),
    series: curves.map(({ points }, index) => ({
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
