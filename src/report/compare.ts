import type { Comparison, ComparedRun, Ground } from '../lineage/index.ts';
import { plural, showFactor } from './analysis.ts';
import { showTimed } from './run-result.ts';
import { renderTable, terminalWidth, type Column } from './table.ts';

/** Runs side by side, a column a run: whether they can be compared, what each came to, which edits they share. */
export function renderComparison(comparison: Comparison, width = terminalWidth()): string {
  const { runs, edits } = comparison;
  const modelled = runs.filter(({ estimate }) => estimate);
  const asTable = (title: string, rows: readonly Row[]) => renderTable(rows, columnsOf(title, runs), { width });
  return [
    `${plural(runs.length, 'run')} side by side`,
    ...(modelled.length > 0 ? [`Figures of ${modelled.map(({ runId }) => runId).join(', ')} are ESTIMATES of a model, not measurements.`] : []),
    ...comparable(comparison), ...differences(comparison), '',
    asTable('run', facts.map(({ title, text }) => ({ title, cells: runs.map(text) }))), '',
    ...(edits.length === 0 ? ['No edit survived in any of them.'] : [shared(comparison), '', asTable('edit and place', editRows(comparison))]),
  ].join('\n');
}

interface Row {
  readonly title: string;
  readonly cells: readonly string[];
}

/** An operator at a place, with the ids of the edits that each run's best carries there. */
export function editRows({ runs, edits }: Comparison): Row[] {
  const kernels = new Map(runs.map(({ kernelHash, kernel }) => [kernelHash, kernel]));
  return edits.map(({ kernelHash, operator, target, where, carriers }) => ({
    title: `${operator}  ${where ?? target}${kernels.size > 1 ? `  of ${kernels.get(kernelHash)}` : ''}`,
    cells: runs.map(({ runId }) => carriers.filter((carrier) => carrier.runId === runId).map(({ id }) => id).join(' ') || '–'),
  }));
}

function columnsOf(title: string, runs: readonly ComparedRun[]): Column<Row>[] {
  return [
    { title, text: (row) => row.title },
    ...runs.map(({ runId }, at): Column<Row> => ({ title: runId, text: ({ cells }) => cells[at]! })),
  ];
}

export const facts: readonly { readonly title: string; readonly text: (run: ComparedRun) => string }[] = [
  { title: 'database', text: ({ database }) => database },
  { title: 'status', text: ({ status }) => status },
  { title: 'kernel', text: ({ kernel, kernelHash }) => `${kernel} (${kernelHash})` },
  { title: 'workload', text: ({ workload }) => workload },
  { title: 'device', text: ({ device }) => device },
  { title: 'hardware', text: ({ hardware }) => hardware },
  { title: 'toolchain', text: ({ toolchain }) => toolchain },
  { title: 'seed', text: ({ seed }) => String(seed) },
  { title: 'evaluations', text: ({ evaluations }) => String(evaluations) },
  { title: 'baseline', text: ({ figures }) => (figures ? showTimed(figures.baseline) : 'no result') },
  { title: 'best', text: ({ figures }) => (figures ? showTimed(figures.best) : 'no result') },
  { title: 'speed-up', text: ({ figures, estimate }) => (figures ? `${showFactor(figures.speedup, estimate)} ${figures.verdict}` : 'no result') },
  { title: 'edits', text: ({ edits }) => String(edits.length) },
];

const grounded: Readonly<Record<Ground, string>> = { kernel: 'kernel (by hash)', workload: 'workload', device: 'device', hardware: 'hardware', toolchain: 'toolchain' };

export function comparable({ groups, differing }: Comparison): string[] {
  if (groups.length === 1) return ['Their figures can be compared: kernel, workload, device, hardware and toolchain agree.'];
  const why = `they differ in ${differing.map((ground) => grounded[ground]).join(', ')}`;
  const together = groups.filter((group) => group.length > 1).map((group) => group.join(', '));
  return [together.length === 0 ? `Their figures cannot be compared: ${why}.` : `Only some figures can be compared, as ${why}: ${together.join('; ')}.`];
}

export function differences({ differences: found, undecided, runs }: Comparison): string[] {
  const modelled = new Set(runs.filter(({ estimate }) => estimate).map(({ runId }) => runId));
  return [
    ...found.map(({ faster, slower, factor }) => `The best of ${faster} is ${showFactor(factor, modelled.has(faster))} as fast as that of ${slower}.`),
    ...(undecided > 0 ? [`${plural(undecided, 'pair')} without a difference: the intervals overlap, or are no further apart than the noise.`] : []),
  ];
}

export function shared({ edits, runs }: Comparison): string {
  const byAll = edits.filter(({ carriers }) => runs.every(({ runId }) => carriers.some((carrier) => carrier.runId === runId)));
  const alike = byAll.filter(({ carriers }) => new Set(carriers.map(({ id }) => id)).size === 1);
  return `${byAll.length} of ${plural(edits.length, 'edit')} (an operator at a place) ${byAll.length === 1 ? 'is' : 'are'} in all of them, ${alike.length} with equal choices; equal ids are equal edits.`;
}
