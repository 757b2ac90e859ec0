import type { Transferred, TransferReport } from '../../lineage/index.ts';
import { table } from './chart.ts';
import type { RunPage } from './data.ts';
import { factor, times } from './figures.ts';
import { missingAnalysis } from './interactions.ts';
import { html, type Markup } from './markup.ts';

/** Does the gain hold on other devices and workloads? The worst place first, since a mean hides it. */
export function renderTransferMatrix(page: RunPage): Markup {
  const report = page.analyses.transfer;
  return html`<section id="transfer" aria-labelledby="transfer-title"><h2 id="transfer-title">Where the gain holds</h2>
${report === undefined ? missingAnalysis(page, 'transfer', 'the gain on other devices and workloads (--device, --workload)') : found(report, page)}</section>`;
}

function found({ places, edits, summary, individual }: TransferReport, page: RunPage): Markup {
  const [worst] = places;
  const cell = (value: Transferred, estimate: boolean, where: string) => {
    const { kind, text, said } = transferCell(value, estimate);
    return html`<span class="cell ${kind}" title="${`${where}: ${said}`}">${text}</span>`;
  };
  const where = ({ device, workload, estimate }: TransferReport['places'][number]) => `${device}, ${workload}${estimate ? ' (ESTIMATE)' : ''}`;
  const rows = [
    ['the whole genome', ...places.map((place) => cell(place.whole, place.estimate, where(place)))],
    ...edits.map(({ position, operator }, at) => [`edit ${position + 1} ${operator}`, ...places.map((place) => cell(place.edits[at]!, place.estimate, where(place)))]),
  ];
  return html`${individual !== page.best?.individual && html`<p class="warning" role="note">This is about individual ${individual}, not the best of this page.</p>`}
<p>Worst: ${transferCell(worst!.whole, worst!.estimate).said} on ${where(worst!)}.${summary.mean !== null && ` Mean ${times(summary.mean)}${summary.dead > 0 ? ` where it lives; dead in ${summary.dead}` : ''}${summary.slower > 0 ? `; surely slower in ${summary.slower}` : ''}.`} The first row is the whole genome against the unmodified kernel; the others what one edit brings to the whole there: above 1 and FAST, the whole is slower without it.</p>
${table('Gain by place, the worst first', ['', ...places.map((place) => `${where(place)}${place.home ? ', where the run searched' : ''}`)], rows)}`;
}

export interface TransferCell {
  readonly kind: 'help' | 'hinder' | 'none' | 'dead' | 'needs';
  readonly text: string;
  readonly said: string;
}

export function transferCell(found: Transferred, estimate: boolean): TransferCell {
  if (found.kind === 'dead') return { kind: 'dead', text: `dead: ${found.outcome}`, said: `dead, ${found.outcome}` };
  if (found.kind === 'needed') return { kind: 'needs', text: 'needed', said: `needed, else ${found.outcome}` };
  const said = `${factor(found.gain, estimate)} ${found.verdict}`;
  if (found.kind === 'breaks') return { kind: 'dead', text: 'breaks it', said: `breaks it, else ${said}` };
  const kind = found.verdict === 'FAST' ? 'help' : found.verdict === 'SLOW' ? 'hinder' : 'none';
  return { kind, text: `${times(found.gain.estimate)} ${found.verdict}`, said };
}
