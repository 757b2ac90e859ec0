import type { Comparison } from '../../lineage/index.ts';
import { shellWord } from '../../util/shell-word.ts';
import { comparable, differences, editRows, facts, shared } from '../compare.ts';
import { table } from './chart.ts';
import { foundOf, lastOf } from './curve.ts';
import { renderCurves } from './curve-chart.ts';
import type { ArmPage } from './data.ts';
import { plural, times } from './figures.ts';
import { html, type Markup } from './markup.ts';
import { renderShell } from './shell.ts';

/** All that the page of several runs is made of: collected by `pipeline/compare-runs.ts`. */
export interface ComparisonPage {
  readonly comparison: Comparison;
  /** Evolution of each run, in the order of the runs; null where it judged nothing. */
  readonly arms: readonly (ArmPage | null)[];
  readonly evokeVersion: string;
}

/** Runs side by side as one HTML file. */
export function renderComparisonPage(page: ComparisonPage): string {
  const { runs } = page.comparison;
  const modelled = runs.filter(({ estimate }) => estimate).map(({ runId }) => runId);
  const warning = modelled.length > 0 && html`<p class="warning" role="note"><strong>ESTIMATE: figures of ${modelled.join(', ')} are what a model of a card predicts, not measurements.</strong></p>`;
  return renderShell({
    title: headlineOf(page.comparison), brand: html`Evoke report <span class="dim">${plural(runs.length, 'run')} side by side</span>`,
    sections: [['answer', 'Answer'], ['runs', 'Runs'], ['curve', 'Progress'], ['shared', 'Edits']],
    main: html`<section id="answer" aria-labelledby="answer-title"><h1 id="answer-title">${headlineOf(page.comparison)}</h1>
${warning}${[...comparable(page.comparison), ...differences(page.comparison)].map((line) => html`<p class="sure">${line}</p>`)}</section>
${renderRuns(page.comparison)}${renderProgress(page)}${renderShared(page.comparison)}`,
    footer: `Made by Evoke ${page.evokeVersion} from the records of ${runs.map(({ runId }) => runId).join(', ')}.`,
  });
}

/** The greatest difference that is shown, or that there is none. */
export function headlineOf({ runs, groups, differences: [greatest] }: Comparison): string {
  if (greatest) return `${greatest.faster}: ${times(greatest.factor.estimate)} as fast as ${greatest.slower}`;
  return groups.some((group) => group.length > 1) ? 'No run is surely faster than another' : `${plural(runs.length, 'run')} whose figures cannot be compared`;
}

function renderRuns({ runs }: Comparison): Markup {
  return html`<section id="runs" aria-labelledby="runs-title"><h2 id="runs-title">What each run came to</h2>
${table('Runs side by side', ['run', ...runs.map(({ runId }) => runId)], facts.map(({ title, text }) => [title, ...runs.map(text)]))}
<p>One run in full: ${runs.map(({ runId, database }, at) => html`${at > 0 && ', '}<code>evoke report ${runId} --out ${runId}.html --db ${shellWord(database)}</code>`)}.</p></section>`;
}

/** Looks that the style has; further runs begin again, and are told apart by their names. */
const looks = 6;

/** Of its own unmodified kernel, as no two runs need have a time in common. */
function renderProgress({ comparison: { runs }, arms }: ComparisonPage): Markup {
  const series = runs.map(({ runId, workload, device }, at) => {
    const confirmed = foundOf(arms[at]?.confirmed ?? [], 1);
    return { name: `${runId} (${workload} on ${device})`, look: `run-${at % looks}`, evaluations: lastOf(arms[at]?.evaluations ?? 0, confirmed), looks: [], confirmed };
  });
  const evaluations = Math.max(10, ...series.map((each) => each.evaluations));
  return html`<section id="curve" aria-labelledby="curve-title"><h2 id="curve-title">Best time over evaluations</h2>
${renderCurves({ unit: 'share', unmodified: 1, floor: null, evaluations, series }, 'run', 'Bests that were confirmed on held-out inputs, as a share of the time of each run\'s own unmodified kernel.')}
</section>`;
}

function renderShared(comparison: Comparison): Markup {
  const { runs, edits } = comparison;
  return html`<section id="shared" aria-labelledby="shared-title"><h2 id="shared-title">Edits in common</h2>
${edits.length === 0 ? html`<p>No edit survived in any of them.</p>` : html`<p>${shared(comparison)}</p>
${table('Edits by run', ['edit and place', ...runs.map(({ runId }) => runId)], editRows(comparison).map(({ title, cells }) => [title, ...cells.map((cell) => html`<code>${cell}</code>`)]))}`}
</section>`;
}
