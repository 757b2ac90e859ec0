import { compareRuns, type ComparedRun } from '../lineage/index.ts';
import type { Json, RunResult } from '../model/index.ts';
import type { ComparisonPage } from '../report/html/index.ts';
import { contentHash, type Store } from '../store/index.ts';
import { UserError } from '../util/errors.ts';
import { readConfiguration } from './configuration.ts';
import { endedRun } from './finished-run.ts';
import { evokeVersion } from './provenance.ts';
import { armOf } from './run-arms.ts';
import { nameOfWorkloads, workloadsOf } from './run-workloads.ts';

export interface NamedStore {
  readonly path: string;
  readonly store: Store;
}

/**
 * `evoke compare`: runs of one or several databases side by side. UserError if one does not exist, still goes on, is
 * named twice or is in two of the databases. Measures and writes nothing.
 */
export function compareAll(stores: readonly NamedStore[], names: readonly string[]): ComparisonPage {
  const found = findRuns(stores, names);
  return {
    comparison: compareRuns(found.map(({ id, holder }) => comparedRun(holder, id))),
    arms: found.map(({ id, holder: { store } }) => armOf(store, id, 'evolution') ?? null), evokeVersion,
  };
}

interface FoundRun {
  readonly id: string;
  readonly holder: NamedStore;
}

function findRuns(stores: readonly NamedStore[], names: readonly string[]): FoundRun[] {
  if (names.length < 2) throw new UserError(`one run ('${names[0] ?? ''}') is nothing to compare; name two or more ('evoke runs' lists them)`);
  const found = names.map((name) => findRun(stores, name));
  const twice = found.find(({ id }, at) => found.findIndex((other) => other.id === id) !== at);
  if (twice) throw new UserError(`run ${twice.id} is named twice; name two or more different runs`);
  return found;
}

/** The one run of that name, an id or a unique start of it, in all the databases. */
function findRun(stores: readonly NamedStore[], name: string): FoundRun {
  const fitting = stores.flatMap((holder) => holder.store.runs.ids().map((id) => ({ id, holder })))
    .filter(({ id }) => name !== '' && (id.startsWith(name) || id.startsWith(`r-${name}`)));
  const exact = fitting.filter(({ id }) => id === name);
  const candidates = exact.length > 0 ? exact : fitting;
  const [only, ...others] = candidates;
  if (only !== undefined && others.length === 0) return only;
  if (only === undefined) {
    if (stores.length === 1) return { id: stores[0]!.store.runs.resolve(name), holder: stores[0]! }; // says which there are
    throw new UserError(`there is no run "${name}" in ${stores.map(({ path }) => path).join(', ')}; 'evoke runs' lists those of a database`);
  }
  const where = candidates.map(({ id, holder }) => `${id} in ${holder.path}`).join(', ');
  throw new UserError(others.every(({ id }) => id === only.id)
    ? `run ${only.id} is in ${candidates.map(({ holder }) => holder.path).join(' and in ')}; leave one of the two out`
    : `"${name}" is the start of ${candidates.length} runs: ${where}; give more of the id`);
}

function comparedRun({ path, store }: NamedStore, id: string): ComparedRun {
  const run = endedRun(store, id);
  const { kernel, workload, device } = run;
  const result = run.result as RunResult | null;
  const configuration = readConfiguration(run.configuration, run.id);
  const { calibration: { floor: noiseFloor }, worstOf = [] } = configuration;
  // One that was cut short has a result whose best was never measured for the last time: the unmodified kernel stands there.
  const measuredLast = run.status === 'finished' || (result?.best.individual ?? null) !== null;
  const evaluations = Object.values(store.reports.outcomeCounts(id, 'evolution', 'screen')).reduce((sum, count) => sum + count, 0);
  return {
    runId: id, database: path, status: run.status, kernel: kernel.name, kernelHash: kernel.hash, workload: nameOfWorkloads(workloadsOf(run, configuration).map(({ spec }) => spec.name)), workloadHash: contentHash([workload, worstOf] as unknown as Json),
    device: device.name, hardware: device.hardware, toolchain: device.toolchain, estimate: device.estimate, noiseFloor, seed: run.seed, evaluations,
    figures: result && measuredLast ? { baseline: result.baseline, best: result.best, speedup: result.speedup, verdict: result.verdict } : null,
    edits: store.reports.survivingEdits(id).map(({ edit, at }) => ({ id: edit.id, operator: edit.operator, target: edit.target, where: at && `${at.line}:${at.column}` })),
  };
}
