import type { RunResult } from '../model/index.ts';
import { showTimed } from './run-result.ts';

/** Tables in Markdown, to be read on a terminal and pasted into the README alike. */
export function renderFigures(figures: readonly { readonly what: string; readonly value: string; readonly aim: string; readonly met: boolean | null }[]): string {
  return ['| what | aim | measured | |', '|---|---|---|---|', ...figures.map(({ what, aim, value, met }) => `| ${what} | ${aim} | ${value} | ${met === null ? '' : met ? 'met' : 'NOT met'} |`)].join('\n');
}

export function renderRunsTable(runs: readonly RunResult[]): string {
  return [
    '| kernel | workload | device | baseline | best | speed-up (99 % interval) | verdict | edits kept | evaluations |', '|---|---|---|---|---|---|---|---|---|',
    ...runs.map((run) => {
      const edits = run.best.edits.map(({ operator }) => operator).join(', ') || 'none';
      const { estimate, low, high } = run.speedup;
      return `| ${run.operation ?? run.kernel} | ${run.workload} | ${run.device} | ${showTimed(run.baseline)} | ${showTimed(run.best)} | ${estimate.toFixed(3)}× (${low.toFixed(3)} to ${high.toFixed(3)}) | ${run.verdict} | ${edits} | ${run.evaluations} |`;
    }),
  ].join('\n');
}
