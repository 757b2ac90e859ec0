import type { ControlResult, Interval, RunResult, Timed, Verdict } from '../model/index.ts';

/** The result of a run in words: the answer first, then how sure, then what it took. */
export function renderResult(result: RunResult): string {
  const { best, baseline, estimate, control } = result;
  const lines = [
    '',
    `${result.kernel} on ${result.device} (${result.hardware}), workload ${result.workload}`,
    ...(estimate ? ['All costs are ESTIMATES of a model, not measurements.'] : []),
    `  baseline  ${showTimed(baseline)}`,
    `  best      ${showTimed(best)}   ${best.edits.length} edit${best.edits.length === 1 ? '' : 's'}: ${editsInShort(best.edits.map((edit) => edit.operator))}`,
    `  speed-up  ${showSpeedup(result.speedup, result.verdict, estimate)}`,
    ...(result.groups ?? []).map(({ workload, speedup, verdict }, at) => `  ${at === 0 ? 'worst' : '     '}     ${showSpeedup(speedup, verdict, estimate)}   on ${workload}`),
    ...(estimate ? [] : [`  noise     identical kernels differed by up to ${(100 * result.noiseFloor).toFixed(2)} % here`]),
    ...(result.timesPhysicalFloor === null ? [] : [`  floor     the best takes ${result.timesPhysicalFloor.toPrecision(3)} times what moving its bytes must take`]),
    `  mutants   ${result.evaluations} evaluated: ${outcomesInShort(result.outcomes)}`,
    ...(control ? [`  random    ${controlInShort(control, estimate)}`] : []),
    `  stopped   ${result.stopReason}`,
    `  run       ${result.runId}   (evoke lineage ${result.runId}; evoke export ${result.runId} --format ${result.exportFormat ?? 'gpujs'} --out DIR)`,
  ];
  return lines.join('\n');
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
  return `${showSpeedup(speedup, verdict, estimate)}, ${best.edits.length} edits, by random search with ${evaluations} evaluations`;
}

/** Operators with how often each stands there: `unroll-loop ×2, hoist-invariant`. */
function editsInShort(operators: readonly string[]): string {
  return tally(operators).map(([name, count]) => (count > 1 ? `${name} ×${count}` : name)).join(', ') || 'nothing was found that is surely faster';
}

function outcomesInShort(outcomes: RunResult['outcomes']): string {
  return Object.entries(outcomes).sort(([, a], [, b]) => b! - a!).map(([kind, count]) => `${count} ${kind}`).join(', ');
}

function tally(names: readonly string[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]);
}
