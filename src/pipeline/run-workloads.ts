import type { StoredRun } from '../store/index.ts';
import type { WorkloadEntry } from '../workloads/index.ts';
import type { RunConfiguration } from './configuration.ts';

/** All that a run searched on: one workload, or those whose worst ratio counted, its own first. */
export function workloadsOf(run: Pick<StoredRun, 'workload'>, { workload: { directory }, worstOf = [] }: Pick<RunConfiguration, 'workload' | 'worstOf'>): Pick<WorkloadEntry, 'spec' | 'directory'>[] {
  return [{ spec: run.workload, directory }, ...worstOf];
}

/** As a result and a report say it. */
export function nameOfWorkloads(names: readonly string[]): string {
  return names.length === 1 ? names[0]! : `worst of ${names.join(', ')}`;
}
