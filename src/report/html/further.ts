import { renderMinimised } from '../minimised.ts';
import { renderScaling } from '../scaling.ts';
import type { RunPage } from './data.ts';
import { html, type Markup } from './markup.ts';

/** Characters a line may have where a text for the terminal is shown as it is. */
const width = 150;

/** What minimize and scaling said, as they say it on a terminal; nothing where they were not asked. */
export function renderFurther({ analyses: { minimised, scaling } }: RunPage): Markup {
  const texts = [
    ...(minimised ? [{ title: 'The smallest set of edits that keeps the gain', text: renderMinimised(minimised, width) }] : []),
    ...(scaling ? [{ title: 'What more evaluations and other sizes would bring', text: renderScaling(scaling, width) }] : []),
  ];
  return html`${texts.map(({ title, text }, at) => html`<section aria-labelledby="further-${at}"><h2 id="further-${at}">${title}</h2><pre class="code" tabindex="0" aria-label="${title}">${text}</pre></section>`)}`;
}
