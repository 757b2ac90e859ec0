import type { InteractionReport } from '../../lineage/index.ts';
import { table } from './chart.ts';
import type { RunPage } from './data.ts';
import { factor, percent, plural, times } from './figures.ts';
import { html, type Markup } from './markup.ts';

/** What two edits do to each other. */
export interface PairCell {
  /** `needs`: the edit of the row is dead without that of the column. */
  readonly kind: 'own' | 'none' | 'help' | 'hinder' | 'needs' | 'dead';
  readonly text: string;
  readonly said: string;
}

/** Row by row: above the diagonal what two do on the unmodified kernel, below it what they do within the whole. */
export function interactionMatrix({ edits, pairs, estimate }: Pick<InteractionReport, 'edits' | 'pairs' | 'estimate'>): PairCell[][] {
  const number = (place: number) => edits[place]!.position + 1;
  return edits.map((one, row) => edits.map((other, column): PairCell => {
    if (row === column) {
      const { alone } = one;
      const text = alone === null ? '?' : 'dead' in alone ? 'dead' : times(alone.estimate);
      return { kind: 'own', text, said: `edit ${number(row)} alone: ${alone !== null && !('dead' in alone) ? factor(alone, estimate) : alone === null ? 'not measured' : `dead, ${alone.dead}`}` };
    }
    const both = `edits ${number(row)} and ${number(column)}`;
    if (one.needs.includes(other.id)) return { kind: 'needs', text: 'needs', said: `edit ${number(row)} is dead without edit ${number(column)}` };
    const among = row < column ? 'alone' : 'whole';
    const where = among === 'alone' ? 'on the unmodified kernel' : 'within the whole';
    const pair = pairs.find((each) => each.among === among && joins(each.edits, one.id, other.id));
    if (pair === undefined) return { kind: 'none', text: '·', said: `${both}: no interaction shown ${where}` };
    if (pair.factor === null) return { kind: 'dead', text: 'dead', said: `${both}: ${pair.dead === 'both' ? 'dead together' : 'dead without both'} ${where}` };
    const helps = pair.factor.estimate > 1;
    return { kind: helps ? 'help' : 'hinder', text: times(pair.factor.estimate), said: `${both}: ${factor(pair.factor, estimate)} ${helps ? 'more together than apart' : 'less together than apart'} ${where}` };
  }));
}

function joins([one, other]: readonly [readonly string[], readonly string[]], a: string, b: string): boolean {
  return (one.includes(a) && other.includes(b)) || (one.includes(b) && other.includes(a));
}

export function renderInteractionMatrix(page: RunPage): Markup {
  const report = page.analyses.interactions;
  return html`<section id="interactions" aria-labelledby="interactions-title"><h2 id="interactions-title">Which edits need each other</h2>
${report === undefined ? missing(page) : found(report, page)}</section>`;
}

function found(report: InteractionReport, page: RunPage): Markup {
  const { edits, groups, least, unmeasured, estimate, evaluations, individual } = report;
  const cells = interactionMatrix(report);
  const number = new Map(edits.map(({ id, position }) => [id, position + 1]));
  const rows = edits.map(({ position, operator }, row) => [`${position + 1} ${operator}`, ...cells[row]!.map(({ kind, text, said }) => html`<span class="cell ${kind}" title="${said}">${text}</span>`)]);
  return html`${individual !== page.best?.individual && html`<p class="warning" role="note">This is about individual ${individual}, not the best of this page.</p>`}
<p>Above the diagonal: two edits on the unmodified kernel. Below: the same two within the whole. On it: the edit alone. More than 1 is more together than apart; within ${percent(least)} of 1 counts as none. ${plural(evaluations, 'evaluation')}${unmeasured > 0 ? `; ${plural(unmeasured, 'pair')} left unmeasured` : ''}${estimate ? '; ESTIMATES of a model' : ''}.</p>
${groups.length > 0 && html`<ul>${groups.map(({ edits: members, gain }) => html`<li>Edits ${members.map((id) => number.get(id)!).sort((a, b) => a - b).join(', ')} belong together${gain !== null && `; without them the whole loses ${factor(gain, estimate)}`}.</li>`)}</ul>`}
${table('Interactions of edits', ['edit', ...edits.map(({ position }) => String(position + 1))], rows)}`;
}

/** What a page without an analysis says: nothing is made up. */
export function missingAnalysis(page: RunPage, command: string, what: string): Markup {
  const { run: { id }, best } = page;
  if (best === null) return html`<p>Nothing survived, so there is nothing to ask.</p>`;
  return html`<p>Not measured yet: ${what}. <code>evoke ${command} ${id} --json &gt; ${command}.json</code> measures it; <code>evoke report ${id} --with ${command}.json --out report.html</code> shows it here.</p>`;
}

function missing(page: RunPage): Markup {
  return missingAnalysis(page, 'interactions', 'what each edit is worth alone, and which need each other');
}
