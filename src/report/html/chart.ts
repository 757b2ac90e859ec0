import { html, type Content, type Markup } from './markup.ts';
import type { Scale } from './scale.ts';

/** What all charts share: SVG in units that fit a phone and a desk alike, with room for the larger letters of a phone. */
export const frame = { width: 560, height: 300, left: 84, right: 16, top: 14, bottom: 52 } as const;

export const across = { from: frame.left, to: frame.width - frame.right };
export const up = { from: frame.height - frame.bottom, to: frame.top };

/** A picture with a name that a screen reader says; what matters in it is focusable by itself. */
export function picture(label: string, height: number, content: Content): Markup {
  return html`<svg viewBox="0 0 ${frame.width} ${height}" role="group" aria-label="${label}">${content}</svg>`;
}

/** Grid lines with their labels, and the name of what grows to the right and upward. */
export function axes(x: Scale, y: Scale, names: { readonly x: string; readonly y: string }, show: { readonly x: (value: number) => string; readonly y: (value: number) => string }): Markup {
  return html`<g aria-hidden="true">${y.ticks.map((tick) => html`<line class="grid" x1="${across.from}" x2="${across.to}" y1="${at(y(tick))}" y2="${at(y(tick))}"/><text x="${across.from - 6}" y="${at(y(tick) + 4)}" text-anchor="end">${show.y(tick)}</text>`)}
${x.ticks.map((tick) => html`<line class="grid" x1="${at(x(tick))}" x2="${at(x(tick))}" y1="${up.from}" y2="${up.to}"/><text x="${at(x(tick))}" y="${up.from + 18}" text-anchor="middle">${show.x(tick)}</text>`)}
<text class="axis" x="${(across.from + across.to) / 2}" y="${frame.height - 8}" text-anchor="middle">${names.x}</text></g>`;
}

/** A place in the picture that tells something: reached by pointer and by keyboard. */
export function tellingPoint(said: string, drawn: Markup): Markup {
  return html`<g class="point" tabindex="0" role="img" aria-label="${said}" data-tip="${said}">${drawn}</g>`;
}

/** The same as a table, for whoever would rather read. */
export function asTable(caption: string, titles: readonly string[], rows: readonly (readonly Content[])[]): Markup {
  return html`<details><summary>${caption}, as a table</summary>${table(caption, titles, rows)}</details>`;
}

/** The first cell of a row is its head. A wide one scrolls by itself, by keyboard as well. */
export function table(caption: string, titles: readonly string[], rows: readonly (readonly Content[])[]): Markup {
  return html`<div class="wide" tabindex="0" role="region" aria-label="${caption}"><table><caption>${caption}</caption><thead><tr>${titles.map((title) => html`<th scope="col">${title}</th>`)}</tr></thead>
<tbody>${rows.map(([head, ...cells]) => html`<tr><th scope="row">${head!}</th>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody></table></div>`;
}

/** A place, to a tenth of a unit. */
export function at(value: number): string {
  return String(+value.toFixed(1));
}

/** 10,000 as 10k. */
export function short(count: number): string {
  return count >= 1e6 ? `${count / 1e6}M` : count >= 1e3 ? `${count / 1e3}k` : String(count);
}
