import type { ControlResult, EditLine, Interval, RunResult, Timed, Verdict } from '../model/index.ts';
import { shellWord } from '../util/shell-word.ts';
import { plural } from './analysis.ts';

/**
 * The result of a run in words: the answer first, then how sure, then what it took, then what to do with it. `database`:
 * where it is, if not where commands look by themselves.
 */
export function renderResult(result: RunResult, database?: string): string {
  const { best, soFar, baseline, estimate, control } = result;
  const lines = [
    '',
    `${result.kernel} on ${result.device} (${result.hardware}), workload ${result.workload}`,
    ...(estimate ? ['All costs are ESTIMATES of a model, not measurements.'] : []),
    `  baseline  ${showTimed(baseline)}`,
    ...(soFar ? [`  so far    ${soFar.speedup.toFixed(3)}×, not measured for the last time   ${showEdits(soFar.edits)}`] : [
      `  best      ${showTimed(best)}   ${showEdits(best.edits)}`,
      `  speed-up  ${showSpeedup(result.speedup, result.verdict, estimate)}`,
    ]),
    ...(result.groups ?? []).map(({ workload, speedup, verdict }, at) => `  ${at === 0 ? 'worst' : '     '}     ${showSpeedup(speedup, verdict, estimate)}   on ${workload}`),
    ...(estimate ? [] : [`  noise     identical kernels differed by up to ${(100 * result.noiseFloor).toFixed(2)} % here`]),
    ...(result.timesPhysicalFloor === null || soFar ? [] : [`  floor     the best takes ${result.timesPhysicalFloor.toPrecision(3)} times what moving its bytes must take`]),
    `  mutants   ${result.evaluations} evaluated: ${outcomesInShort(result.outcomes)}`,
    ...(control ? [`  random    ${controlInShort(control, estimate)}`] : []),
    `  stopped   ${result.stopReason}`,
    `  run       ${result.runId}`,
    ...(result.status === 'finished' ? [`  next      ${nextCommands(result, database).join('; ')}`] : []),
  ];
  return lines.join('\n');
}

/** Without a survivor there is nothing to minimise or to export, and a replay has no device to measure on. */
function nextCommands({ runId, device, best, exportFormat }: RunResult, database: string | undefined): string[] {
  const looks = [
    `report ${runId} --out report.html`,
    ...(best.individual === null || device === 'replay' ? [] : [`minimize ${runId}`]),
    ...(best.individual === null ? [] : [`export ${runId} --format ${exportFormat ?? 'gpujs'} --out DIR`]),
  ];
  return looks.map((look) => `evoke ${look}${database === undefined ? '' : ` --db ${shellWord(database)}`}`);
}

/** 12,345 ns as 12.35 µs; a cost is marked as the estimate it is. */
export function showTimed(timed: Timed): string {
  if ('cost' in timed) return `cost ${timed.cost.toPrecision(4)} (estimate)`;
  const { medianNs } = timed;
  if (medianNs >= 1e6) return `${(medianNs / 1e6).toPrecision(4)} ms`;
  return medianNs >= 1e3 ? `${(medianNs / 1e3).toPrecision(4)} µs` : `${medianNs.toPrecision(4)} ns`;
}

function showSpeedup(speedup: Interval, verdict: Verdict, estimate: boolean): string {
  const interval = estimate ? 'exact on the model' : `99 % interval ${speedup.low.toFixed(3)} to ${speedup.high.toFixed(3)}`;
  return `${speedup.estimate.toFixed(3)}×   ${interval}   ${verdict}`;
}

function controlInShort({ speedup, verdict, evaluations, best }: ControlResult, estimate: boolean): string {
  return `${showSpeedup(speedup, verdict, estimate)}, ${plural(best.edits.length, 'edit')}, by random search with ${evaluations} evaluations`;
}

/** How many, and their operators with how often each stands there: `3 edits: unroll-loop ×2, hoist-invariant`. */
function showEdits(edits: readonly EditLine[]): string {
  const operators = tally(edits.map(({ operator }) => operator)).map(([name, count]) => (count > 1 ? `${name} ×${count}` : name)).join(', ');
  return `${plural(edits.length, 'edit')}: ${operators || 'nothing was found that is surely faster'}`;
}

/** A tree that was judged before takes its earlier outcome and costs no evaluation: told apart, so that the rest adds up. */
function outcomesInShort({ 'no-effect': repeated = 0, ...outcomes }: RunResult['outcomes']): string {
  const judged = Object.entries(outcomes).sort(([, a], [, b]) => b! - a!).map(([kind, count]) => `${count} ${kind}`).join(', ');
  return repeated === 0 ? judged : `${judged}; besides, ${repeated} no-effect`;
}

function tally(names: readonly string[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]);
}
