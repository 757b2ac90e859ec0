import { table } from './chart.ts';
import type { RunPage } from './data.ts';
import { factor, percent, plural, showTime, span, times, whole } from './figures.ts';
import { html, type Markup } from './markup.ts';

/** The answer in words: what a reader who stops here must know. */
export interface Answer {
  readonly headline: string;
  /** Loudly, where a figure is no measurement, not the last word, or about nothing. */
  readonly warnings: readonly string[];
  readonly sure: string | null;
  readonly facts: readonly (readonly [name: string, said: string])[];
}

export function answerOf(page: RunPage): Answer {
  const { run: { device, kernel, status }, workloads, best } = page;
  const among = workloads.length > 1 ? ` on the worst of ${workloads.length} workloads` : '';
  const warnings = [
    ...(device.estimate ? ['ESTIMATE: every figure here is what a model of a card predicts, not a measurement.'] : []),
    ...stateWarning(page),
  ];
  return {
    headline: best === null ? `${kernel.name}: nothing surely faster was found${status === 'running' ? ' yet' : ''}` : `${kernel.name}: ${times(best.speedup.estimate)} as fast${among}${device.estimate ? ', by estimate' : ''}`,
    warnings, sure: best === null ? null : sureness(page, best), facts: factsOf(page),
  };
}

function stateWarning({ run: { status, stopReason, owner }, best }: RunPage): string[] {
  switch (status) {
    case 'running': return [`The run is still going on${owner ? ` (process ${owner.pid} on ${owner.host})` : ''}: the best may change, and was not yet measured for the last time.`];
    case 'interrupted': return ['The run was interrupted before its end: its best was not measured for the last time.'];
    case 'failed': return [`The run failed: ${stopReason ?? 'the reason is not known'}.`];
    case 'finished': return best?.last === null ? ['The last measurement of the best was not recorded; the figure is an earlier one.'] : [];
  }
}

/** How far to trust the figure: its interval, the verdict, and what identical kernels differ by. */
function sureness({ run: { device }, figures: { noiseFloor } }: RunPage, { speedup, verdict, pairs, last }: NonNullable<RunPage['best']>): string {
  if (device.estimate) return `${verdict}; the model computes, so nothing is uncertain but the model itself.`;
  const interval = last ? `99 % interval ${span(speedup)}` : `interval ${span(speedup)}, over all promotions so far`;
  return `${verdict}: ${interval}, from ${plural(pairs, 'pair')} of interleaved samples. Identical kernels differed by up to ${percent(noiseFloor)} here; a verdict has to clear that.`;
}

function factsOf(page: RunPage): Answer['facts'] {
  const { run: { device, kernel }, workloads, figures: { unit, unmodified, best, physicalFloor, energy }, edits, result } = page;
  const active = edits.filter((edit) => edit.active).length;
  return [
    ['Kernel', `${kernel.name}${kernel.operation === null ? '' : `, operation ${kernel.operation}`}`],
    ['Device', `${device.name} on ${device.hardware}`],
    [workloads.length > 1 ? 'Workloads' : 'Workload', workloads.map(said).join('; ')],
    ...(unit === 'share' ? [] : [['Unmodified', showTime(unmodified, unit)] as const]),
    ['Best', best === null ? 'the unmodified kernel' : `${unit === 'share' ? '' : `${showTime(best, unit)} with `}${plural(active, 'edit')} that act${active === 1 ? 's' : ''}${active < edits.length ? `, and ${edits.length - active} that do nothing` : ''}`],
    ['Verified', verified(page)],
    ...(physicalFloor !== null && best !== null ? [['Physical floor', `moving its bytes must take ${showTime(physicalFloor, unit)}; the best takes ${(best / physicalFloor).toPrecision(3)} times that`] as const] : []),
    ...(energy === null ? [] : [['Energy', energyWords(energy)] as const]),
    ['Random search', randomArm(page)],
    ['Ended by', result?.stopReason ?? page.run.stopReason ?? 'not ended'],
  ];
}

function said({ name, sizes, dtype }: RunPage['workloads'][number]): string {
  return `${name}: ${Object.entries(sizes).map(([symbol, size]) => `${symbol} ${whole(size)}`).join(', ')}, ${dtype}`;
}

/** A meter's readings: they have no interval, and are said not to. */
function energyWords({ unmodified, best }: NonNullable<RunPage['figures']['energy']>): string {
  const read = (millijoules: number | null) => (millijoules === null ? 'not read' : `${+millijoules.toPrecision(4)} mJ a launch`);
  const share = unmodified === null || best === null || unmodified === 0 ? '' : `, ${percent(best / unmodified)} of that`;
  return `the unmodified kernel ${read(unmodified)}, the best ${read(best)}${share}; single readings, without an interval`;
}

function verified({ best, run: { kernel } }: RunPage): string {
  if (best === null) return 'the unmodified kernel passed the same gates that every mutant must pass';
  const oracle = kernel.operation === null ? 'its unmodified text computed in float64' : `the float64 oracle of ${kernel.operation}`;
  const error = best.error === null ? '' : `; largest error ${percent(best.error)} of what is allowed`;
  return `against ${oracle}, on hostile inputs in the checking interpreter, and on the device on fresh hostile inputs and on held-out inputs that the search never saw${error}`;
}

function randomArm({ arms, run: { device }, result }: RunPage): string {
  const random = arms.find(({ arm }) => arm === 'random');
  if (random === undefined) return 'not tried; evoke run --control searches at random as well';
  const speedup = result?.control?.speedup ?? random.confirmed.at(-1)?.speedup;
  return `${speedup === undefined ? 'nothing surely faster' : factor(speedup, device.estimate)} with ${plural(random.evaluations, 'evaluation')}`;
}

/** What one ratio for all of them would hide. */
function renderGroups(groups: NonNullable<RunPage['best']>['groups'], { unit, estimate }: RunPage['run']['device']): Markup {
  return table('On each workload, the worst first', ['workload', 'unmodified', 'best', 'speed-up', 'verdict'], groups.map(({ workload, baselineMedian, median, speedup, verdict }) =>
    [workload, showTime(baselineMedian, unit), showTime(median, unit), factor(speedup, estimate), verdict]));
}

export function renderAnswer(page: RunPage): Markup {
  const { headline, warnings, sure, facts } = answerOf(page);
  return html`<section id="answer" aria-labelledby="answer-title">
<h1 id="answer-title">${headline}</h1>
${warnings.map((warning) => html`<p class="warning" role="note"><strong>${warning}</strong></p>`)}
${sure !== null && html`<p class="sure">${sure}</p>`}
${page.best !== null && page.best.groups.length > 0 && renderGroups(page.best.groups, page.run.device)}
<dl class="facts">${facts.map(([name, said]) => html`<div><dt>${name}</dt><dd>${said}</dd></div>`)}</dl>
</section>`;
}
