import { createHash } from 'node:crypto';
import { html, Markup, type Content } from './markup.ts';
import { liveScript, pageScript, servedScript } from './script.ts';
import { pageStyle } from './style.ts';

export interface Shell {
  readonly title: string;
  readonly brand: Content;
  /** Sections that the head leads to: id and name. */
  readonly sections: readonly (readonly [id: string, name: string])[];
  readonly main: Content;
  readonly footer: Content;
  /** Whether a server stands behind the page that tells it when there is something new. */
  readonly live?: boolean;
}

/**
 * What every page stands in: one HTML file that needs nothing else, opens from disk, asks no network for anything and is
 * there to read without its script. The policy in its head lets only its own style and script work.
 */
export function renderShell({ title, brand, sections, main, footer, live = false }: Shell): string {
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
<title>${title}</title>
<style>${new Markup(pageStyle)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the answer</a>
<header><p class="brand">${brand}</p>
<nav aria-label="Sections"><ul>${sections.map(([id, name]) => html`<li><a href="#${id}">${name}</a></li>`)}</ul></nav></header>
${live && html`<p class="live" id="live" role="status">Live: this page follows the run.</p>`}
<main id="main" tabindex="-1">${main}</main>
<footer><p class="dim">${footer}</p></footer>
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
