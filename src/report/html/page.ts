import { answerOf, renderAnswer } from './answer.ts';
import { renderCurve } from './curve.ts';
import type { RunPage } from './data.ts';
import { renderEmitted } from './emitted.ts';
import { renderFloor } from './floor.ts';
import { renderFurther } from './further.ts';
import { renderInteractionMatrix } from './interactions.ts';
import { renderLineage } from './lineage.ts';
import { html } from './markup.ts';
import { renderOutcomes } from './outcomes.ts';
import { renderReproduction } from './reproduce.ts';
import { renderShell } from './shell.ts';
import { renderSources } from './sources.ts';
import { renderTransferMatrix } from './transfer.ts';

export interface PageOptions {
  /** Whether a server stands behind the page that tells it when there is something new: `evoke watch`. */
  readonly live?: boolean;
}

const sections = [
  ['answer', 'Answer', renderAnswer], ['curve', 'Progress', renderCurve], ['outcomes', 'Outcomes', renderOutcomes], ['lineage', 'Edits', renderLineage],
  ['interactions', 'Interactions', renderInteractionMatrix], ['transfer', 'Transfer', renderTransferMatrix], ['floor', 'Floor', renderFloor],
  ['source', 'Source', renderSources], ['code', 'Code', renderEmitted], ['reproduce', 'Reproduce', renderReproduction],
] as const;

/** A run as one HTML file. */
export function renderPage(page: RunPage, { live = false }: PageOptions = {}): string {
  const { id, status, evokeVersion, device } = page.run;
  return renderShell({
    title: `${answerOf(page).headline}, run ${id}`, brand: html`Evoke report <span class="dim">run ${id}, ${status}</span>`, sections: sections.map(([section, name]) => [section, name]),
    main: sections.map(([section, , render]) => (section === 'reproduce' ? html`${renderFurther(page)}${render(page)}` : render(page))),
    footer: html`Made by Evoke ${evokeVersion} from the records of run ${id}.${device.estimate && ' All figures are ESTIMATES of a model.'}`, live,
  });
}
