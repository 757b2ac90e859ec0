import { across, asTable, at, axes, frame, picture, short, tellingPoint, up } from './chart.ts';
import { plural, showTime, times, whole, type ShownUnit } from './figures.ts';
import { html, type Markup } from './markup.ts';
import { linear, logarithmic } from './scale.ts';
import { thinned } from './thin.ts';

/** Best time over evaluations, one curve a series. */
export interface CurveChart {
  readonly unit: ShownUnit;
  readonly unmodified: number;
  readonly floor: number | null;
  /** Evaluations on the axis. */
  readonly evaluations: number;
  readonly series: readonly ChartSeries[];
}

export interface ChartSeries {
  readonly name: string;
  /** The class of its looks. */
  readonly look: string;
  /** Where its curve ends. */
  readonly evaluations: number;
  /** Drawn thin: best of all first looks by then. */
  readonly looks: readonly Found[];
  /** Best that was confirmed by then. */
  readonly confirmed: readonly Found[];
}

export interface Found {
  /** Evaluations. */
  readonly x: number;
  readonly y: number;
  readonly individual: number;
  readonly speedup: number;
}

/** Columns of the chart that may hold a point each; a focusable one needs room. */
const pointWidth = 12;

/** `title`: of the table's column that names a series; `said`: what a reader must know of the figures. */
export function renderCurves({ unit, unmodified, floor, evaluations, series }: CurveChart, title: string, said: string): Markup {
  const x = logarithmic(evaluations, across);
  const y = linear(0, 1.05 * Math.max(unmodified, ...series.flatMap(({ looks, confirmed }) => [...looks, ...confirmed].map((each) => each.y))), up);
  const steps = (points: readonly Found[], last: number) => html`M${at(x(1))},${at(y(unmodified))}${thinned(points, x).map((point) => html`H${at(x(point.x))}V${at(y(point.y))}`)}H${at(x(last))}`;
  const drawn = series.toReversed().map(({ name, look, looks, confirmed, evaluations: last }) => html`${looks.length > 0 && html`<path class="curve faint ${look}" d="${steps(looks, last)}"/>`}<path class="curve ${look}" d="${steps(confirmed, last)}"/>
${thinned(confirmed, x, pointWidth).map((point) => tellingPoint(`${name}: ${showTime(point.y, unit)}, ${times(point.speedup)}, after ${plural(point.x, 'evaluation')}`, html`<circle class="dot ${look}" cx="${at(x(point.x))}" cy="${at(y(point.y))}" r="5"/>`))}`);
  const level = (value: number, text: string, kind: string) => html`<line class="level ${kind}" x1="${across.from}" x2="${across.to}" y1="${at(y(value))}" y2="${at(y(value))}"/><text x="${across.to - 4}" y="${at(y(value) - 5)}" text-anchor="end">${text}</text>`;
  const label = `Best time over evaluations. Unmodified ${showTime(unmodified, unit)}. ${series.map(({ name, confirmed }) => `${name}: ${confirmed.length === 0 ? 'nothing surely faster' : `${showTime(confirmed.at(-1)!.y, unit)} at the end`}`).join('. ')}.`;
  const rows = series.flatMap(({ name, confirmed }) => thinned(confirmed, x).map((point) => [name, whole(point.x), showTime(point.y, unit), times(point.speedup), whole(point.individual)]));
  return html`<p class="legend">${series.map(({ name, look }) => html`<span><span class="key ${look}"></span> ${name}</span> `)}<span class="dim">${said}</span></p>
<figure>${picture(label, frame.height, html`${axes(x, y, { x: 'evaluations (each power of ten as wide as the next)', y: '' }, { x: short, y: (value) => shortTime(value, unit) })}
${level(unmodified, 'unmodified', 'base')}${floor !== null && level(floor, 'physical floor', 'floor')}${drawn}`)}</figure>
${asTable('Bests that were confirmed', [title, 'evaluation', 'best time', 'speed-up', 'individual'], rows)}`;
}

function shortTime(value: number, unit: ShownUnit): string {
  return unit === 'cost' || value === 0 ? short(+value.toPrecision(4)) : showTime(value, unit);
}
