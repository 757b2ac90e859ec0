import type { RunLine } from '../store/records.ts';
import { renderTable, terminalWidth, type Column } from './table.ts';

/** What a database holds, a line a run. */
const columns: readonly Column<RunLine>[] = [
  { title: 'run', text: ({ id }) => id },
  { title: 'begun (UTC)', text: ({ created }) => created.slice(0, 16).replace('T', ' ') },
  { title: 'status', text: ({ status }) => status },
  { title: 'kernel', text: ({ kernel }) => kernel },
  { title: 'workload', text: ({ workload }) => workload },
  { title: 'device', text: ({ device }) => device },
  { title: 'seed', text: ({ seed }) => String(seed), right: true },
  { title: 'evaluated', text: ({ evaluations }) => String(evaluations), right: true },
  { title: 'best', text: speedupText },
  { title: 'ended by', text: ({ stopReason }) => stopReason ?? '', least: 12 },
];

/** The table in words, latest run first as the store lists them; `width`: characters a line may have. */
export function renderRuns(runs: readonly RunLine[], width = terminalWidth()): string {
  if (runs.length === 0) return 'No runs here yet; `evoke run pool-sum` makes one.';
  return renderTable(runs, columns, { width });
}

/** What a model estimates, or a replay of it, must not pass for measured. */
function speedupText({ speedup, estimate: modelled }: RunLine): string {
  if (speedup === null) return 'nothing yet';
  const estimate = `${speedup.estimate.toFixed(3)}×`;
  return modelled ? `${estimate} (ESTIMATE)` : `${estimate} (${speedup.low.toFixed(3)} to ${speedup.high.toFixed(3)})`;
}
