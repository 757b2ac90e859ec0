import type { FittedLaw, ScalingReport, SizePoint } from '../lineage/index.ts';
import type { Interval } from '../model/index.ts';
import { head, plural } from './analysis.ts';
import { renderTable, terminalWidth, type Column } from './table.ts';

/** What `evoke scaling` found, in words; `width`: characters a line may have. */
export function renderScaling(report: ScalingReport, width = terminalWidth()): string {
  const { sizes, compiledIn } = report;
  return [
    head(report), '', ...searchLines(report),
    ...sizes.flatMap(({ symbol, points, best, base }) => [
      '', `Time against ${symbol}:`,
      renderTable(points, columnsOf(symbol, report.estimate), { width }),
      lawLine('best', best, symbol, timesOf(points, 'best'), report.estimate), lawLine('unmodified', base, symbol, timesOf(points, 'base'), report.estimate),
    ]),
    ...(compiledIn.length > 0 ? ['', `${compiledIn.join(', ')}: compiled in, another value is another kernel.`] : []),
  ].join('\n');
}

function searchLines({ search: { points, law, more }, physicalFloor, best, estimate }: ScalingReport): string[] {
  const evaluations = points.at(-1)!.x;
  const physical = physicalFloor === null ? 'the physical floor is not known' : `the physical floor is ${time(physicalFloor, estimate)}, of which the best takes ${(best / physicalFloor).toFixed(2)} times as long`;
  if (law === null) {
    return [`Best time after ${plural(evaluations, 'evaluation')}: ${time(best, estimate)}; ${physical}.`,
      'It changed too seldom for a curve: a run with more evaluations, or a kernel with more to gain, tells more.'];
  }
  return [
    `Best time against evaluations n: ${formula(law, 'n', estimate)}`,
    `  predicted floor   ${time(law.constant.estimate, estimate)} (${time(law.constant.low, estimate)} to ${time(law.constant.high, estimate)})`,
    `  best so far       ${time(best, estimate)} after ${plural(evaluations, 'evaluation')}; ${physical}`,
    ...more.map(({ factor, saved }) => `  ${factor === 2 ? 'twice' : `${factor} times`} as many evaluations would bring about ${percent(saved.estimate)} (${percent(saved.low)} to ${percent(saved.high)})`),
  ];
}

function columnsOf(symbol: string, modelled: boolean): readonly Column<SizePoint>[] {
  return [
    { title: symbol, text: ({ size }) => String(size), right: true },
    { title: 'best', text: (point) => ('dead' in point ? point.dead : time(point.best, modelled)), least: 12 },
    { title: 'unmodified', text: (point) => ('dead' in point ? '' : time(point.base, modelled)) },
    { title: 'gain', text: (point) => ('dead' in point ? '' : `${(point.base / point.best).toFixed(3)}×`) },
  ];
}

function timesOf(points: readonly SizePoint[], of: 'best' | 'base'): number[] {
  return points.flatMap((point) => ('dead' in point ? [] : [point[of]]));
}

function lawLine(who: string, law: FittedLaw | null, symbol: string, times: readonly number[], modelled: boolean): string {
  const flat = times.length > 3 ? `the same at every size, within ${percent(Math.max(...times) / Math.min(...times) - 1)}` : 'too few sizes to fit';
  return `  ${who}: ${law === null ? flat : formula(law, symbol, modelled)}`;
}

/** `12 µs · n^−0.31 (−0.4 to −0.2) + 3.1 µs, off by 1.2 %`. */
function formula({ alpha, exponent, constant, error }: FittedLaw, symbol: string, modelled: boolean): string {
  return `${time(alpha.estimate, modelled)} · ${symbol}^${exponent.estimate.toFixed(2)} + ${time(constant.estimate, modelled)}; exponent ${span(exponent)}, off by ${percent(error)}`;
}

function span({ low, high }: Interval): string {
  return `${low.toFixed(2)} to ${high.toFixed(2)}`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function time(value: number, modelled: boolean): string {
  if (modelled) return `cost ${value === 0 ? '0' : value.toPrecision(4)}`;
  return value >= 1e6 ? `${(value / 1e6).toPrecision(4)} ms` : value >= 1e3 ? `${(value / 1e3).toPrecision(4)} µs` : `${value.toPrecision(4)} ns`;
}
