import { at, frame, picture } from './chart.ts';
import { birthGraph } from './birth-graph.ts';
import type { EditPage, RunPage } from './data.ts';
import { renderEdit } from './edit-card.ts';
import { plural, times } from './figures.ts';
import { html, type Markup } from './markup.ts';

const radius = 14;
const laneHeight = 46;
const side = 24;

const legend = [['gain', 'faster on entry'], ['level-key', 'no change'], ['loss', 'slower'], ['unknown', 'not measured'], ['idle', 'does nothing in the best']] as const;

/** Surviving edits as a picture of their births, and a card each. */
export function renderLineage(page: RunPage): Markup {
  const { edits, run } = page;
  const empty = run.status === 'running' ? 'No edit has survived so far.' : 'No edit survived: nothing was found that is surely faster.';
  return html`<section id="lineage" aria-labelledby="lineage-title"><h2 id="lineage-title">The edits that survived</h2>
${edits.length === 0 ? html`<p>${empty}</p>` : html`<p>${plural(edits.length, 'edit')}, numbered in the order applied. A line joins an edit to one born on top of it, later to the right; a broken line to one that changes what it made.
Choose an edit to see what it did. Its effect is what its first carrier measured beside the better parent, not what it is worth alone.</p>
<p class="legend">${legend.map(([kind, said]) => html`<span><span class="key ${kind}"></span> ${said}</span> `)}</p>
${renderGraph(edits)}
<div class="finder"><label for="find-edit">Find an edit</label> <input id="find-edit" type="search" placeholder="operator, place or id" autocomplete="off"> <button type="button" id="all-edits" aria-pressed="false">Show all</button> <span id="found-edits" role="status"></span></div>
<nav aria-label="Surviving edits"><ol class="edit-list">${edits.map((edit) => html`<li><a href="#edit-${edit.position + 1}" data-edit="${edit.position}">${edit.position + 1} ${edit.edit.operator}</a></li>`)}</ol></nav>
<div id="edits">${edits.map((edit) => renderEdit(edit, page))}</div>`}
</section>`;
}

/** Moments of birth that a row of the picture has room for; a longer history goes on in the next row, as text does. */
const mostPerRow = 14;

function renderGraph(edits: readonly EditPage[]): Markup {
  const { nodes, columns, lanes, births, uses, ends } = birthGraph(edits);
  const perRow = columns < mostPerRow ? columns + 1 : 12;
  const step = Math.min(64, (frame.width - 2 * side) / Math.max(1, perRow - 1));
  const rowHeight = lanes * laneHeight + (columns >= perRow ? 12 : 0);
  const placeOf = (column: number, lane: number): Place => ({ x: side + (column % perRow) * step, y: side + Math.floor(column / perRow) * rowHeight + lane * laneHeight });
  const place = new Map(nodes.map(({ edit, lane, column }) => [edit.position, placeOf(column, lane)]));
  const last = placeOf(columns, (lanes - 1) / 2);
  const drawn = html`${uses.map(([from, to]) => bow(place.get(from)!, place.get(to)!, `${from} ${to}`))}${births.map(([from, to]) => birth(place.get(from)!, place.get(to)!, step, `${from} ${to}`))}${ends.map((end) => birth(place.get(end)!, last, step, String(end)))}
<g aria-hidden="true"><circle class="node end" cx="${at(last.x)}" cy="${at(last.y)}" r="${radius + 3}"/><text class="node-text" x="${at(last.x)}" y="${at(last.y + 4)}" text-anchor="middle">best</text></g>
${nodes.map(({ edit }) => renderNode(edit, place.get(edit.position)!))}`;
  const height = 2 * side + Math.floor(columns / perRow) * rowHeight + (lanes - 1) * laneHeight;
  return html`<figure>${picture(`Births of ${plural(edits.length, 'surviving edit')}, the earliest left`, height, drawn)}</figure>`;
}

interface Place {
  readonly x: number;
  readonly y: number;
}

/** A level line, or one that goes from lane to lane; past other edits of its lane it sags, so as not to seem to start there. */
function birth(from: Place, to: Place, step: number, ends: string): Markup {
  const sag = from.y === to.y && to.x - from.x > 1.5 * step ? radius + 10 : 0;
  const bend = Math.max(24, (to.x - from.x) / 2);
  return html`<path class="birth" data-ends="${ends}" d="M${at(from.x)},${at(from.y)}C${at(from.x + bend)},${at(from.y + sag)} ${at(to.x - bend)},${at(to.y + sag)} ${at(to.x)},${at(to.y)}"/>`;
}

/** Over the lines of descent, so that it is not taken for one. */
function bow(from: Place, to: Place, ends: string): Markup {
  const lift = Math.min(from.y, to.y) - 20;
  return html`<path class="use" data-ends="${ends}" d="M${at(from.x)},${at(from.y)}Q${at((from.x + to.x) / 2)},${at(lift)} ${at(to.x)},${at(to.y)}"/>`;
}

function renderNode(edit: EditPage, { x, y }: Place): Markup {
  const said = `Edit ${edit.position + 1}, ${edit.edit.operator}${edit.at ? ` at ${edit.at.line}:${edit.at.column}` : ''}: born in generation ${edit.born.generation}, ${effectWords(edit)}`;
  return html`<a class="point" href="#edit-${edit.position + 1}" data-edit="${edit.position}" aria-label="${said}" data-tip="${said}"><circle class="node ${effectClass(edit)}" cx="${at(x)}" cy="${at(y)}" r="${radius}"/><text class="node-text" x="${at(x)}" y="${at(y + 4)}" text-anchor="middle" aria-hidden="true">${edit.position + 1}</text></a>`;
}

/** A change within half a per cent is drawn as none. */
const leastShown = 0.005;

function effectClass({ effect, active }: EditPage): string {
  if (!active) return 'idle';
  if (effect === null) return 'unknown';
  return Math.abs(effect.ratio - 1) <= leastShown ? 'level-key' : effect.ratio > 1 ? 'gain' : 'loss';
}

function effectWords({ effect, active }: EditPage): string {
  if (!active) return 'does nothing in the best';
  return effect === null ? 'its effect on entry was not measured' : `${times(effect.ratio)} on entry`;
}
