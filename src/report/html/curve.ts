import { across, asTable, at, axes, frame, picture, short, tellingPoint, up } from './chart.ts';
import type { ArmPage, Confirmed, RunPage } from './data.ts';
import { plural, showTime, times, whole, type ShownUnit } from './figures.ts';
import { html, type Markup } from './markup.ts';
import { linear, logarithmic } from './scale.ts';
import { thinned } from './thin.ts';

/** Best time over evaluations, of evolution and of the random arm. */
export interface CurveInfo {
  readonly unit: ShownUnit;
  readonly unmodified: number;
  readonly floor: number | null;
  /** Evaluations on the axis. */
  readonly evaluations: number;
  readonly series: readonly CurveSeries[];
}

export interface CurveSeries {
  readonly arm: ArmPage['arm'];
  /** Best of all first looks by then: what a lucky measurement makes too good. */
  readonly looks: readonly Found[];
  /** Best that was confirmed on held-out inputs by then. */
  readonly confirmed: readonly Found[];
}

interface Found {
  readonly x: number;
  readonly y: number;
  readonly individual: number;
  readonly speedup: number;
}

export function curveOf({ figures: { unit, unmodified, physicalFloor }, arms }: RunPage): CurveInfo {
  const found = (records: readonly Confirmed[]): Found[] =>
    records.map(({ evaluation, individual, speedup: { estimate } }) => ({ x: evaluation + 1, y: unmodified / estimate, individual, speedup: estimate }));
  const series = arms.map(({ arm, looks, confirmed }) => ({ arm, looks: found(looks), confirmed: found(confirmed) }));
  const recorded = series.flatMap(({ looks, confirmed }) => [...looks, ...confirmed].map(({ x }) => x));
  return { unit, unmodified, floor: physicalFloor, series, evaluations: Math.max(10, ...arms.map(({ evaluations }) => evaluations), ...recorded) };
}

/** Columns of the chart that may hold a point each; a focusable one needs room. */
const pointWidth = 12;

export function renderCurve(page: RunPage): Markup {
  const info = curveOf(page);
  const { unit, unmodified, floor, evaluations, series } = info;
  const x = logarithmic(evaluations, across);
  const y = linear(0, 1.05 * Math.max(unmodified, ...series.flatMap(({ looks, confirmed }) => [...looks, ...confirmed].map((each) => each.y))), up);
  const names: Readonly<Record<ArmPage['arm'], string>> = { evolution: 'evolution', random: 'random search' };
  const steps = (points: readonly Found[]) => html`M${at(x(1))},${at(y(unmodified))}${thinned(points, x).map((point) => html`H${at(x(point.x))}V${at(y(point.y))}`)}H${across.to}`;
  const drawn = series.toReversed().map(({ arm, looks, confirmed }) => html`<path class="curve faint ${arm}" d="${steps(looks)}"/><path class="curve ${arm}" d="${steps(confirmed)}"/>
${thinned(confirmed, x, pointWidth).map((point) => tellingPoint(`${names[arm]}: ${showTime(point.y, unit)}, ${times(point.speedup)}, after ${plural(point.x, 'evaluation')}`, html`<circle class="dot ${arm}" cx="${at(x(point.x))}" cy="${at(y(point.y))}" r="5"/>`))}`);
  const level = (value: number, text: string, kind: string) => html`<line class="level ${kind}" x1="${across.from}" x2="${across.to}" y1="${at(y(value))}" y2="${at(y(value))}"/><text x="${across.to - 4}" y="${at(y(value) - 5)}" text-anchor="end">${text}</text>`;
  const label = `Best time over evaluations. Unmodified ${showTime(unmodified, unit)}. ${series.map(({ arm, confirmed }) => `${names[arm]}: ${confirmed.length === 0 ? 'nothing surely faster' : `${showTime(confirmed.at(-1)!.y, unit)} at the end`}`).join('. ')}.`;
  const rows = series.flatMap(({ arm, confirmed }) => thinned(confirmed, x).map((point) => [names[arm], whole(point.x), showTime(point.y, unit), times(point.speedup), whole(point.individual)]));
  return html`<section id="curve" aria-labelledby="curve-title"><h2 id="curve-title">Best time over evaluations</h2>
<p class="legend">${series.map(({ arm }) => html`<span><span class="key ${arm}"></span> ${names[arm]}</span> `)}<span class="dim">Full lines: confirmed on held-out inputs. Thin lines: the best first look, on other inputs, which luck makes too good. ${unit === 'share' ? 'A time here is a share of the unmodified kernel\'s, on the workload where that share is largest.' : 'A time here is the unmodified kernel\'s over the speed-up.'}</span></p>
<figure>${picture(label, frame.height, html`${axes(x, y, { x: 'evaluations (each power of ten as wide as the next)', y: '' }, { x: short, y: (value) => shortTime(value, unit) })}
${level(unmodified, 'unmodified', 'base')}${floor !== null && level(floor, 'physical floor', 'floor')}${drawn}`)}</figure>
${asTable('Bests that were confirmed', ['search', 'evaluation', 'best time', 'speed-up', 'individual'], rows)}
</section>`;
}

function shortTime(value: number, unit: ShownUnit): string {
  return unit === 'cost' || value === 0 ? short(+value.toPrecision(4)) : showTime(value, unit);
}
