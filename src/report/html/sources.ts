import { blame, type MarkedLine, type SourceRow } from './blame.ts';
import type { RunPage } from './data.ts';
import { html, type Markup } from './markup.ts';

/** Base and best side by side, every line with the edits that made it or took it away. */
export function renderSources({ stages, edits, run: { kernel } }: RunPage): Markup {
  const rows = blame(stages);
  return html`<section id="source" aria-labelledby="source-title"><h2 id="source-title">Source: unmodified and best</h2>
<p>As Evoke prints it. The numbers beside a line are the edits that made it or took it away${edits.length === 0 ? '; here nothing was changed' : ''}.</p>
<div class="wide code-table" tabindex="0" role="region" aria-label="Source side by side"><table class="source"><caption>${kernel.name}: unmodified and best</caption>
<thead><tr><th scope="col">unmodified</th><th scope="col">best</th></tr></thead>
<tbody>${rows.map(renderRow)}</tbody></table></div>
<details><summary>The file as it was given</summary><pre class="code" tabindex="0" aria-label="The kernel's file">${kernel.text}</pre></details>
</section>`;
}

function renderRow({ base, best }: SourceRow): Markup {
  const kept = base !== null && best !== null && best.edits.length === 0 && base.edits.length === 0;
  return html`<tr${kept ? html` class="kept"` : ''}>${side(base, '−', 'removed')}${side(best, '+', 'added')}</tr>`;
}

function side(line: MarkedLine | null, sign: string, kind: string): Markup {
  if (line === null) return html`<td class="none"></td>`;
  const changed = line.edits.length > 0;
  const marks = line.edits.map((edit) => html`<a class="mark" href="#edit-${edit + 1}" data-edit="${edit}" aria-label="edit ${edit + 1}">${edit + 1}</a>`);
  return html`<td${changed ? html` class="${kind}" data-edits="${line.edits.join(' ')}"` : ''}><code><span class="number">${line.number}</span><span class="sign">${changed ? sign : ' '}</span>${line.text}${changed && html` <span class="marks">${marks}</span>`}</code></td>`;
}
