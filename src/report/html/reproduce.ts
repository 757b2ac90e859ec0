import type { RunPage } from './data.ts';
import { percent } from './figures.ts';
import { html, type Markup } from './markup.ts';

/** Everything that does the run again, and what it was done with. */
export function renderReproduction({ run, reproduce: { command, files, traces }, figures: { noiseFloor } }: RunPage): Markup {
  const { device, git } = run;
  const facts = [
    ['Run', run.id],
    ['Begun', run.created],
    ['Ended', run.finished ?? 'not yet'],
    ['Seed', String(run.seed)],
    ['Evoke', run.evokeVersion],
    ['Git', git === null ? 'not in a checkout' : `${git.commit}${git.dirty ? ', with uncommitted changes' : ''}`],
    ['Device', `${device.name} on ${device.hardware}`],
    ['Toolchain', device.toolchain],
    ['Noise floor', device.estimate ? 'none: the model computes' : percent(noiseFloor)],
    ['Kernel', `${run.kernel.name}, hash ${run.kernel.hash}`],
  ];
  return html`<section id="reproduce" aria-labelledby="reproduce-title"><h2 id="reproduce-title">Do it again</h2>
<pre class="code" tabindex="0" aria-label="Command line">${command}</pre>
${files.length > 0 && html`<p>Save beside it first: ${files.map(({ name, what }, at) => html`${at > 0 && ', '}${what} as <code>${name}</code>`)}.</p>
${files.map(({ name, text }) => html`<details><summary>${name}</summary><pre class="code" tabindex="0" aria-label="${name}">${text}</pre></details>`)}`}
${traces.map(({ workload, file, folder }) => html`<p>Workload ${workload} follows the trace <code>${file}</code>, which is too large for a page: put it beside the workload's file. The run read it in <code>${folder}</code>.</p>`)}
<dl class="facts">${facts.map(([name, said]) => html`<div><dt>${name!}</dt><dd>${said!}</dd></div>`)}</dl>
<details><summary>Workload and configuration in full</summary><pre class="code" tabindex="0" aria-label="Workload">${JSON.stringify(run.workload, null, 2)}</pre><pre class="code" tabindex="0" aria-label="Configuration">${JSON.stringify(run.configuration, null, 2)}</pre></details>
</section>`;
}
