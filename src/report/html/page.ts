import { createHash } from 'node:crypto';
import { answerOf, renderAnswer } from './answer.ts';
import { renderCurve } from './curve.ts';
import type { RunPage } from './data.ts';
import { renderEmitted } from './emitted.ts';
import { renderFloor } from './floor.ts';
import { renderFurther } from './further.ts';
import { renderInteractionMatrix } from './interactions.ts';
import { renderLineage } from './lineage.ts';
import { html, Markup } from './markup.ts';
import { renderOutcomes } from './outcomes.ts';
import { renderReproduction } from './reproduce.ts';
import { liveScript, pageScript, servedScript } from './script.ts';
import { renderSources } from './sources.ts';
import { pageStyle } from './style.ts';
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

/**
 * A run as one HTML file that needs nothing else: it opens from disk, asks no network for anything and is there to read
 * without its script. The policy in its head lets only its own style and script work.
 */
export function renderPage(page: RunPage, { live = false }: PageOptions = {}): string {
  const script = live ? `${servedScript}${pageScript}${liveScript}` : pageScript;
  const policy = `default-src 'none'; style-src '${sourceHash(pageStyle)}'; script-src '${sourceHash(script)}'; img-src data:; base-uri 'none'; form-action 'none'${live ? `; connect-src 'self'` : ''}`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${new Markup(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>${answerOf(page).headline}, run ${page.run.id}</title>
<style>${new Markup(pageStyle)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the answer</a>
<header><p class="brand">Evoke report <span class="dim">run ${page.run.id}, ${page.run.status}</span></p>
<nav aria-label="Sections"><ul>${sections.map(([id, title]) => html`<li><a href="#${id}">${title}</a></li>`)}</ul></nav></header>
${live && html`<p class="live" id="live" role="status">Live: this page follows the run.</p>`}
<main id="main" tabindex="-1">${sections.map(([id, , render]) => (id === 'reproduce' ? html`${renderFurther(page)}${render(page)}` : render(page)))}</main>
<footer><p class="dim">Made by Evoke ${page.run.evokeVersion} from the records of run ${page.run.id}.${page.run.device.estimate && ' All figures are ESTIMATES of a model.'}</p></footer>
<div id="tip" aria-hidden="true" hidden></div>
<script>${new Markup(script)}</script>
</body>
</html>
`.text;
}

/** How a policy names the one inline text that may work. */
function sourceHash(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
