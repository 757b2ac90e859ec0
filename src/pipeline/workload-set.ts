import { createHash } from 'node:crypto';
import type { SourceKernel } from '../model/index.ts';
import { UserError } from '../util/errors.ts';
import type { WorkloadEntry } from '../workloads/index.ts';
import type { EvaluatorSettings } from './evaluation.ts';
import { openService, type EvaluationService, type ServiceOptions } from './evaluation-service.ts';
import type { Objective } from './objectives.ts';
import { prepare, type Prepared } from './prepare.ts';
import { nameOfWorkloads } from './run-workloads.ts';
import { workloadFor } from './workload-for.ts';
import { openWorstOf } from './worst-service.ts';

/** The workloads that a run is about: one, or several of which the worst counts. */

/** What a user says of them, and what of the rest must fit. */
export interface SetOptions {
  /** `worst`: the worst ratio over the run's workload and `others` counts, instead of the one workload's. */
  readonly objective?: 'worst';
  readonly others?: readonly string[];
  readonly device?: string;
  /** What selection weighs beside time and error; default: nothing. */
  readonly objectives?: readonly Objective[];
  readonly floorFraction?: number;
}

/** Names what programs are launched on. */
export function launchName(set: readonly Prepared[]): string {
  const launched = set.flatMap(({ settings: { workload, fixed } }) => [workload.spec, fixed]);
  return createHash('sha256').update(JSON.stringify(launched)).digest('hex').slice(0, 20);
}

export function setName(set: readonly Prepared[]): string {
  return nameOfWorkloads(set.map(({ settings }) => settings.workload.spec.name));
}

export function openSet(set: readonly Prepared[], options: ServiceOptions, open: typeof openService = openService): Promise<EvaluationService> {
  const [only] = set;
  return set.length === 1 ? open(only!.settings, options) : openWorstOf(set.map(({ settings }) => settings), (settings) => open(settings, options));
}

/** The further workloads that were named. UserError where the objective and the rest of the options do not fit them. */
export function othersOf({ objective, others = [], device, objectives, floorFraction }: SetOptions, source: SourceKernel, first: Pick<WorkloadEntry, 'spec'>): WorkloadEntry[] {
  if (objective === undefined) {
    if (others.length > 0) throw new UserError(`${others.length + 1} workloads are named, and a run searches on one; '--objective worst' searches on the worst of several`);
    return [];
  }
  const found = others.map((name) => workloadFor(source, name));
  const names = [first, ...found].map(({ spec }) => spec.name);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) throw new UserError(`workload ${twice} is named twice; name different ones`);
  if (found.length === 0) throw new UserError(`--objective worst is about several workloads, and only ${names[0]!} is named; name two or more, each with --workload`);
  if (device === 'replay') throw new UserError('--objective worst measures on several workloads, and a recording has one answer to each program; leave it out, and a recorded run on the worst of several answers as it did');
  if (objectives?.includes('energy')) throw new UserError('--objective worst weighs time and error only; leave energy out of --objectives');
  if (floorFraction !== undefined) throw new UserError('--floor-fraction is about the floor of one workload; leave it out, or name one workload without --objective worst');
  return found;
}

/** The same kernel with each further workload. UserError where one program cannot be launched on all of them. */
export function preparedOthers(others: readonly Pick<WorkloadEntry, 'spec' | 'directory'>[], { source, device, settings }: Prepared, seed: number): Prepared[] {
  return others.map((entry) => {
    const other = prepare(source, entry, device, seed);
    const shown = ({ fixed }: EvaluatorSettings) => Object.entries(fixed).map(([name, value]) => `${name} = ${value}`).join(', ');
    if (shown(other.settings) === shown(settings)) return other;
    throw new UserError(`workload ${settings.workload.spec.name} has ${shown(settings)}, workload ${entry.spec.name} has ${shown(other.settings)}: static sizes are compiled in, so one kernel cannot be judged on both; name workloads that agree in them`);
  });
}
