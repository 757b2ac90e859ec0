import type { FittedLaw, ScalingReport, SizePoint } from '../lineage/index.ts';
import type { Interval } from '../model/index.ts';
import { head, plural } from './analysis.ts';
import { renderTable, terminalWidth, type Column } from './table.ts';

type Unit = ScalingReport['unit'];

/** What `evoke scaling` found, in words; `width`: characters a line may have. */
export function renderScaling(report: ScalingReport, width = terminalWidth()): string {
  const { sizes, compiledIn } = report;
  const unit = report.estimate ? 'cost' : 'ns';
  const several = new Set(sizes.map(({ workload }) => workload)).size > 1;
  return [
    head(report), '', ...searchLines(report),
    ...sizes.flatMap(({ workload, symbol, points, best, base }) => [
      '', `Time against ${symbol}${several ? ` of ${workload}` : ''}:`,
      renderTable(points, columnsOf(symbol, unit), { width }),
      lawLine('best', best, symbol, timesOf(points, 'best'), unit), lawLine('unmodified', base, symbol, timesOf(points, 'base'), unit),
    ]),
    ...(compiledIn.length > 0 ? ['', `${compiledIn.join(', ')}: compiled in, another value is another kernel.`] : []),
  ].join('\n');
}

function searchLines({ search: { points, law, more }, physicalFloor, best, unit }: ScalingReport): string[] {
  const evaluations = points.at(-1)!.x;
  const title = unit === 'share' ? 'Best share of the unmodified kernel\'s time, on the worst workload,' : 'Best time';
  const known = physicalFloor === null ? 'the physical floor is not known' : `the physical floor is ${time(physicalFloor, unit)}, of which the best takes ${(best / physicalFloor).toFixed(2)} times as long`;
  const physical = unit === 'share' ? '' : `; ${known}`;
  if (law === null) {
    return [`${title} after ${plural(evaluations, 'evaluation')}: ${time(best, unit)}${physical}.`,
      'It changed too seldom for a curve: a run with more evaluations, or a kernel with more to gain, tells more.'];
  }
  return [
    `${title} against evaluations n: ${formula(law, 'n', unit)}`,
    `  predicted floor   ${time(law.constant.estimate, unit)} (${time(law.constant.low, unit)} to ${time(law.constant.high, unit)})`,
    `  best so far       ${time(best, unit)} after ${plural(evaluations, 'evaluation')}${physical}`,
    ...more.map(({ factor, saved }) => `  ${factor === 2 ? 'twice' : `${factor} times`} as many evaluations would bring about ${percent(saved.estimate)} (${percent(saved.low)} to ${percent(saved.high)})`),
  ];
}

function columnsOf(symbol: string, unit: Unit): readonly Column<SizePoint>[] {
  return [
    { title: symbol, text: ({ size }) => String(size), right: true },
    { title: 'best', text: (point) => ('dead' in point ? point.dead : time(point.best, unit)), least: 12 },
    { title: 'unmodified', text: (point) => ('dead' in point ? '' : time(point.base, unit)) },
    { title: 'gain', text: (point) => ('dead' in point ? '' : `${(point.base / point.best).toFixed(3)}×`) },
  ];
}

function timesOf(points: readonly SizePoint[], of: 'best' | 'base'): number[] {
  return points.flatMap((point) => ('dead' in point ? [] : [point[of]]));
}

function lawLine(who: string, law: FittedLaw | null, symbol: string, times: readonly number[], unit: Unit): string {
  const flat = times.length > 3 ? `the same at every size, within ${percent(Math.max(...times) / Math.min(...times) - 1)}` : 'too few sizes to fit';
  return `  ${who}: ${law === null ? flat : formula(law, symbol, unit)}`;
}

/** `12 µs · n^−0.31 (−0.4 to −0.2) + 3.1 µs, off by 1.2 %`. */
function formula({ alpha, exponent, constant, error }: FittedLaw, symbol: string, unit: Unit): string {
  return `${time(alpha.estimate, unit)} · ${symbol}^${exponent.estimate.toFixed(2)} + ${time(constant.estimate, unit)}; exponent ${span(exponent)}, off by ${percent(error)}`;
}

function span({ low, high }: Interval): string {
  return `${low.toFixed(2)} to ${high.toFixed(2)}`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function time(value: number, unit: Unit): string {
  if (unit === 'share') return percent(value);
  if (unit === 'cost') return `cost ${value === 0 ? '0' : value.toPrecision(4)}`;
  return value >= 1e6 ? `${(value / 1e6).toPrecision(4)} ms` : value >= 1e3 ? `${(value / 1e3).toPrecision(4)} µs` : `${value.toPrecision(4)} ns`;
}
