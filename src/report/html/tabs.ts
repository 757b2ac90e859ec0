import { html, type Markup } from './markup.ts';

export interface Tab {
  readonly title: string;
  readonly content: Markup;
}

/** Panels of which the script shows one at a time; without it all are there, each under its title. */
export function tabs(id: string, label: string, panels: readonly Tab[]): Markup {
  return html`<div class="tabs" data-tabs="${id}">
<div role="tablist" aria-label="${label}" hidden>${panels.map(({ title }, at) => html`<button type="button" role="tab" id="${id}-tab-${at}" aria-controls="${id}-panel-${at}" aria-selected="${String(at === 0)}" tabindex="${at === 0 ? 0 : -1}">${title}</button>`)}</div>
${panels.map(({ title, content }, at) => html`<div class="panel" id="${id}-panel-${at}" aria-labelledby="${id}-tab-${at}"><h3 class="panel-title">${title}</h3>${content}</div>`)}
</div>`;
}
