import type { Genome, SourceKernel } from '../model/index.ts';
import type { Store, StoredRun } from '../store/index.ts';
import { UserError } from '../util/errors.ts';
import { parseSource } from './1-parse.ts';
import { readConfiguration, type RunConfiguration } from './configuration.ts';

/** A run that has ended, with the individual to look at: what every analysis starts from. */
export interface FinishedRun {
  readonly run: StoredRun;
  readonly configuration: RunConfiguration;
  readonly source: SourceKernel;
  /** The one it ended in, unless another was named. */
  readonly best: { readonly individual: number; readonly genome: Genome; readonly generation: number };
  /** `line:column` of each edit of that genome in the kernel's text; null where it is not known. */
  readonly places: readonly (string | null)[];
}

/**
 * The run of that name. UserError if there is none, if it still goes on, if it only replayed another one, or if nothing
 * in it was surely faster than the unmodified kernel. `named`: an individual of its evolution, which must have edits.
 */
export function finishedRun(store: Store, name: string, named?: number): FinishedRun {
  const run = endedRun(store, name);
  const configuration = readConfiguration(run.configuration, run.id);
  if (configuration.device === 'replay') throw new UserError(`run ${run.id} replayed run ${configuration.recording}, which has no device to ask; name that run instead`);
  const individual = named ?? store.reports.bestIndividual(run.id);
  if (individual === null) throw new UserError(`run ${run.id} has no survivor: it found nothing that is surely faster than ${run.kernel.name} itself; 'evoke run' with more evaluations or another seed may`);
  const { genome, generation } = store.reports.individual(run.id, individual);
  if (genome.length === 0) throw new UserError(`individual ${individual} of run ${run.id} is the unmodified kernel: it has no edits; 'evoke lineage ${run.id}' shows those that survived`);
  const places = store.reports.survivingEdits(run.id, individual).map(({ at }) => at && `${at.line}:${at.column}`);
  return { run, configuration, source: parseSource(run.kernel.text, run.kernel.file), best: { individual, genome, generation }, places };
}

/** UserError if there is no such run, or it still goes on. */
export function endedRun(store: Store, name: string): StoredRun {
  const run = store.runs.get(name);
  if (run.status === 'running') {
    const who = run.owner ? ` (process ${run.owner.pid} on ${run.owner.host})` : '';
    throw new UserError(`run ${run.id} is still running${who}; wait for its end, or interrupt it`);
  }
  return run;
}
