import type { Transferred, TransferPlace, TransferReport } from '../lineage/index.ts';
import { plural, showFactor } from './analysis.ts';
import { renderTable, terminalWidth, type Column } from './table.ts';

/** What `evoke transfer` found, in words, the worst place first; `width`: characters a line may have. */
export function renderTransfer(report: TransferReport, width = terminalWidth()): string {
  const { places, edits, summary } = report;
  const modelled = places.filter(({ estimate }) => estimate);
  const wholes: readonly Column<TransferPlace>[] = [
    { title: 'place', text: ({ device, workload }) => `${device}, ${workload}` },
    { title: 'hardware', text: ({ hardware }) => hardware, least: 12 },
    { title: 'whole genome', text: (place) => show(place.whole, place.estimate) },
    { title: '', text: ({ home }) => (home ? 'where the run searched' : '') },
  ];
  type Row = { readonly title: string; readonly cells: readonly string[] };
  const rows: Row[] = edits.map(({ position, id, operator, where }, at) => ({
    title: `${position + 1}  ${id}  ${operator}  ${where ?? 'unknown'}`, cells: places.map((place) => show(place.edits[at]!, place.estimate)),
  }));
  const columns: readonly Column<Row>[] = [
    { title: 'what the edit brings to the whole', text: ({ title }) => title },
    ...places.map(({ device, workload }, at): Column<Row> => ({ title: `${device}, ${workload}`, text: ({ cells }) => cells[at]! })),
  ];
  return [
    `${report.kernel}, individual ${report.individual} of run ${report.runId}: ${plural(edits.length, 'edit')} in ${plural(places.length, 'place')}, the worst first`,
    ...(modelled.length > 0 ? [`Figures of ${[...new Set(modelled.map(({ device }) => device))].join(', ')} are ESTIMATES of a model, not measurements.`] : []),
    inShort(report), '',
    renderTable(places, wholes, { width }), '',
    renderTable(rows, columns, { width }),
    ...(summary.dead > 0 ? ['', '"breaks it": the whole is dead there, and lives without that edit.'] : []),
  ].join('\n');
}

/** The worst place before any mean, since a mean can hide it. */
function inShort({ places: [worst], summary: { mean, spread, slower, dead } }: TransferReport): string {
  const said = `Worst: ${show(worst!.whole, worst!.estimate)} on ${worst!.device}, ${worst!.workload}.`;
  if (mean === null) return said;
  const among = dead > 0 ? ` among those where it lives (${dead} not)` : '';
  const hides = mean > 1 && (slower > 0 || dead > 0) ? ' That mean hides a loss.' : '';
  return `${said} Mean ${mean.toFixed(3)}×${among}, best ${spread!.toFixed(3)} times the worst.${hides}`;
}

function show(found: Transferred, modelled: boolean): string {
  if (found.kind === 'dead') return `dead: ${found.outcome}`;
  if (found.kind === 'needed') return `needed (else ${found.outcome})`;
  const gain = `${showFactor(found.gain, modelled)} ${found.verdict}`;
  return found.kind === 'gain' ? gain : `breaks it (else ${gain})`;
}
