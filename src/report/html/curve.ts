import { renderCurves, type CurveChart, type Found } from './curve-chart.ts';
import type { ArmPage, Confirmed, RunPage } from './data.ts';
import { html, type Markup } from './markup.ts';

const names: Readonly<Record<ArmPage['arm'], string>> = { evolution: 'evolution', random: 'random search' };

/** Best time over evaluations, of evolution and of the random arm. */
export function curveOf({ figures: { unit, unmodified, physicalFloor }, arms }: RunPage): CurveChart {
  const series = arms.map(({ arm, evaluations, looks, confirmed }) => {
    const found = { looks: foundOf(looks, unmodified), confirmed: foundOf(confirmed, unmodified) };
    return { name: names[arm], look: arm, evaluations: lastOf(evaluations, [...found.looks, ...found.confirmed]), ...found };
  });
  return { unit, unmodified, floor: physicalFloor, series, evaluations: Math.max(10, ...series.map(({ evaluations }) => evaluations)) };
}

export function foundOf(records: readonly Confirmed[], unmodified: number): Found[] {
  return records.map(({ evaluation, individual, speedup: { estimate } }) => ({ x: evaluation + 1, y: unmodified / estimate, individual, speedup: estimate }));
}

/** A look may have a number past those that were judged: others of its generation were known before. */
export function lastOf(evaluations: number, found: readonly Found[]): number {
  return Math.max(1, evaluations, ...found.map(({ x }) => x));
}

export function renderCurve(page: RunPage): Markup {
  const chart = curveOf(page);
  const time = chart.unit === 'share' ? 'A time here is a share of the unmodified kernel\'s, on the workload where that share is largest.' : 'A time here is the unmodified kernel\'s over the speed-up.';
  return html`<section id="curve" aria-labelledby="curve-title"><h2 id="curve-title">Best time over evaluations</h2>
${renderCurves(chart, 'search', `Full lines: confirmed on held-out inputs. Thin lines: the best first look, on other inputs, which luck makes too good. ${time}`)}
</section>`;
}
