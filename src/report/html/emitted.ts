import type { EmittedCode, RunPage, TargetText } from './data.ts';
import { plural } from './figures.ts';
import { html, type Markup } from './markup.ts';
import { tabs } from './tabs.ts';

const names: Readonly<Record<string, string>> = { cuda: 'CUDA', wgsl: 'WGSL', gpujs: 'gpu.js' };

/** Characters of one text that a page holds at most. */
const most = 200_000;

/** What the device was given, and what other targets would be given, best and unmodified. */
export function renderEmitted({ emitted, run: { device } }: RunPage): Markup {
  const measured = emitted.some((each) => each.measured);
  return html`<section id="code" aria-labelledby="code-title"><h2 id="code-title">Emitted code</h2>
<p>${measured ? `${device.name} was given the first of these; the others are the same kernel for other targets, not measured here.` : `${device.name} interprets the source and was given none of these: they are the same kernel for real devices, not measured here.`}</p>
${tabs('code', 'Target', emitted.map((each) => ({ title: `${names[each.target] ?? each.target}${each.measured ? ', measured' : ''}`, content: renderTarget(each) })))}
</section>`;
}

function renderTarget({ best, base, target }: EmittedCode): Markup {
  const name = names[target] ?? target;
  return html`${shown(`Best, ${name}`, best)}<details><summary>Unmodified, ${name}</summary>${shown(`Unmodified, ${name}`, base)}</details>`;
}

function shown(label: string, text: TargetText): Markup {
  if ('refused' in text) return html`<p>${label}: this target cannot say it: ${text.refused}.</p>`;
  const cut = text.text.slice(0, most);
  return html`<pre class="code" tabindex="0" aria-label="${label}">${cut}</pre>${cut.length < text.text.length && html`<p>${plural(text.text.length - cut.length, 'further character')} are left out here; evoke export writes them all.</p>`}`;
}
