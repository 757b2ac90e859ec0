import type { StoredRun, SurvivingEdit } from '../store/records.ts';
import { renderTable, terminalWidth, type Column } from './table.ts';

/**
 * The edits that survived a run: what each is, where it acts, when it was born and what it did then.
 * Figures of single edits say what a first carrier measured beside its better parent, not what the edit alone is worth.
 */
export interface LineageLine {
  readonly position: number;
  readonly id: string;
  readonly operator: string;
  /** `line:column` in the kernel's text; null where it is not known. */
  readonly where: string | null;
  /** That line of the kernel, trimmed. */
  readonly source: string | null;
  readonly born: { readonly generation: number; readonly evaluation: number | null; readonly how: string };
  readonly effect: SurvivingEdit['effect'];
  /** Individuals that carried it, and the generations of the first and the last of them. */
  readonly carriers: { readonly individuals: number; readonly first: number; readonly last: number };
}

/** The facts of the report, in the order the edits are applied. */
export function describeLineage(run: StoredRun, edits: readonly SurvivingEdit[]): LineageLine[] {
  const text = run.kernel.text.split(/\r?\n/);
  return edits.map(({ position, edit, at, born, effect, carriers }) => {
    const generations = carriers.map(({ generation }) => generation);
    return {
      position, id: edit.id, operator: edit.operator, effect,
      where: at && `${at.line}:${at.column}`,
      source: at && (text[at.line - 1]?.trim() ?? null),
      born: { generation: born.generation, evaluation: born.evaluation, how: born.made.kind },
      carriers: {
        individuals: carriers.reduce((sum, { individuals }) => sum + individuals, 0),
        first: Math.min(born.generation, ...generations),
        last: Math.max(born.generation, ...generations),
      },
    };
  });
}

const columns: readonly Column<LineageLine>[] = [
  { title: '#', text: ({ position }) => String(position + 1), right: true },
  { title: 'edit', text: ({ id }) => id },
  { title: 'operator', text: ({ operator }) => operator },
  { title: 'where', text: ({ where }) => where ?? 'unknown' },
  { title: 'born', text: ({ born }) => `generation ${born.generation}, ${born.evaluation === null ? 'not evaluated' : `evaluation ${born.evaluation}`}, ${born.how}` },
  { title: 'effect on entry', text: ({ effect }) => (effect === null ? 'not measured' : `${times(effect.ratio)} (${times(effect.parent)} to ${times(effect.child)})`) },
  { title: 'carried by', text: ({ carriers }) => `${carriers.individuals} in generation${carriers.first === carriers.last ? '' : 's'} ${span(carriers)}` },
];

/** The report in words; `width`: characters a line may have. */
export function renderLineage(run: StoredRun, edits: readonly SurvivingEdit[], width = terminalWidth()): string {
  const { kernel, device, workload } = run;
  const head = [
    `${kernel.name} on ${device.name}, workload ${workload.name}, run ${run.id} (${run.status})`,
    ...(device.estimate ? ['All effects are ESTIMATES of a model, not measurements.'] : []),
  ];
  if (edits.length === 0) {
    return [...head, run.status === 'running' ? 'No edit has survived so far.' : 'No edit survived: nothing was found that is surely faster.'].join('\n');
  }
  const count = `${edits.length} surviving edit${edits.length === 1 ? '' : 's'}, in the order applied; the line of the kernel under each:`;
  return [...head, count, '', renderTable(describeLineage(run, edits), columns, { width, under: ({ source }) => source })].join('\n');
}

const times = (ratio: number) => `${ratio.toFixed(3)}×`;
const span = ({ first, last }: LineageLine['carriers']) => (first === last ? String(first) : `${first} to ${last}`);
