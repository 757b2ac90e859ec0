import { linesOf } from './blame.ts';
import type { EditPage, RunPage } from './data.ts';
import { factor, plural, times } from './figures.ts';
import { changedLines, type Change } from './line-diff.ts';
import { html, type Markup } from './markup.ts';

/** Lines round a change, and lines of one side that are shown at most. */
const context = 1;
const mostLines = 80;

/** What is known of one edit: where, born when and of whom, its effect, and the source before and after. */
export function renderEdit(edit: EditPage, page: RunPage): Markup {
  const { position, edit: { id, operator } } = edit;
  const [before, after] = [page.stages[position]!, page.stages[position + 1]!].map(linesOf) as [string[], string[]];
  const changes = changedLines(before, after);
  return html`<article class="edit" id="edit-${position + 1}" data-edit="${position}" data-words="${`${operator} ${id} ${edit.at ? `${edit.at.line}:${edit.at.column}` : ''}`}" tabindex="-1" aria-labelledby="edit-${position + 1}-title">
<h3 id="edit-${position + 1}-title">${position + 1}. ${operator}</h3>
<dl class="facts">${factsOf(edit, page).map(([name, said]) => html`<div><dt>${name}</dt><dd>${said}</dd></div>`)}</dl>
${changes.length === 0
    ? html`<p>${edit.active ? 'With the edits before it, it leaves the printed text as it is.' : 'In the best it does nothing: another edit took away what it was about.'}</p>`
    : html`<div class="pair">${half('Before', before, changes.map((change) => change.before), 'removed')}${half('After', after, changes.map((change) => change.after), 'added')}</div>`}
</article>`;
}

function factsOf(edit: EditPage, { edits, arms, run, analyses }: RunPage): (readonly [string, string | Markup])[] {
  const { edit: { id, choices, target, repairs }, at, born, effect, carriers, actsOn } = edit;
  const speed = (individual: number) => arms.find(({ arm }) => arm === 'evolution')?.confirmed.find((each) => each.individual === individual)?.speedup.estimate;
  const parents = born.parents.map((parent) => {
    const known = parent === 0 ? 'the unmodified kernel' : `individual ${parent}`;
    const factorKnown = speed(parent);
    return factorKnown === undefined ? known : `${known} (${times(factorKnown)})`;
  });
  const last = carriers.at(-1)?.generation ?? born.generation;
  const total = carriers.reduce((sum, { individuals }) => sum + individuals, 0);
  const maker = edits.find((each) => each.edit.id === actsOn);
  const fate = analyses.minimised?.edits.find((each) => each.id === id)?.fate;
  const worth = analyses.interactions?.edits.find((each) => each.id === id);
  const chosen = Object.entries(choices).map(([name, value]) => `${name} ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`).join(', ');
  const show = (found: NonNullable<typeof worth>['alone']) => (found === null ? 'not measured' : 'dead' in found ? `dead: ${found.dead}` : factor(found, run.device.estimate));
  return [
    ['Where', `${at ? `line ${at.line}, column ${at.column} of ${run.kernel.name}` : 'unknown'} (node ${target})`],
    ['Born', `generation ${born.generation}, ${born.evaluation === null ? 'never evaluated' : `evaluation ${born.evaluation}`}, by ${born.made.kind}, as individual ${born.individual}`],
    ['Parents', parents.length === 0 ? 'none' : parents.join(' and ')],
    ['Effect on entry', effect === null ? 'not measured' : `${times(effect.ratio)}: from ${times(effect.parent)} to ${times(effect.child)} of the unmodified speed`],
    ['Carried by', `${plural(total, 'individual')}, generations ${born.generation} to ${last}`],
    ...(chosen === '' ? [] : [['Chosen', chosen] as const]),
    ...(repairs.length > 0 ? [['Repairs', plural(repairs.length, 'dangling use')] as const] : []),
    ...(maker ? [['Acts on', html`what edit <a href="#edit-${maker.position + 1}" data-edit="${maker.position}">${maker.position + 1}, ${maker.edit.operator}</a>, made`] as const] : []),
    ...(fate ? [['Minimised', fate === 'needed' ? 'needed for the gain' : `${fate}: the gain does not rest on it`] as const] : []),
    ...(worth ? [['Worth', `alone ${show(worth.alone)}; without it the whole loses ${show(worth.lost)}; credit ${show(worth.credit)}`] as const] : []),
  ];
}

type Stretch = Change['before'];

/** The changed lines of one side with a line round them. */
function half(title: string, lines: readonly string[], stretches: readonly Stretch[], kind: 'removed' | 'added'): Markup {
  const shown = stretches.flatMap((stretch, place) => {
    const from = Math.max(0, stretch.at - context);
    const to = Math.min(lines.length, stretch.at + stretch.count + context);
    const gap = place > 0 && stretches[place - 1]!.at + stretches[place - 1]!.count + context < from;
    const own = lines.slice(from, to).map((text, offset) => ({ number: from + offset + 1, text, changed: from + offset >= stretch.at && from + offset < stretch.at + stretch.count }));
    return gap ? [null, ...own] : own;
  }).filter((line, place, all) => line === null || all.findIndex((other) => other?.number === line.number) === place);
  const cut = shown.slice(0, mostLines);
  return html`<div class="half"><h4>${title}</h4><pre class="code" tabindex="0" aria-label="${title}"><code>${cut.map((line) => (line === null
    ? html`<span class="line gap">⋯</span>`
    : html`<span class="line${line.changed ? ` ${kind}` : ''}"><span class="number">${line.number}</span><span class="sign">${line.changed ? (kind === 'removed' ? '−' : '+') : ' '}</span>${line.text}</span>`))}${shown.length > cut.length && html`<span class="line gap">… ${plural(shown.length - cut.length, 'more line')}</span>`}</code></pre></div>`;
}
