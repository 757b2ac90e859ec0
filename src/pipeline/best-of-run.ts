import { applyGenome } from '../edits/genome.ts';
import { operatorsByName } from '../edits/index.ts';
import type { Genome, Kernel, SourceKernel } from '../model/index.ts';
import type { Store, StoredRun } from '../store/index.ts';
import { parseSource } from './1-parse.ts';

/** What a run ended with: its best kernel, and the edits that make it of the kernel it began with. */
export interface BestOfRun {
  readonly run: StoredRun;
  readonly source: SourceKernel;
  readonly file: string;
  readonly genome: Genome;
  readonly kernel: Kernel;
}

/** The best kernel of a run; the unmodified one where no edit survived. UserError for a run that there is none of. */
export function bestOfRun(store: Store, name: string): BestOfRun {
  const run = store.runs.get(name);
  const best = store.reports.bestIndividual(run.id);
  const genome = best === null ? [] : store.lineage.genome(run.id, 'evolution', best);
  const source = parseSource(run.kernel.text, run.kernel.file);
  return { run, source, file: run.kernel.file, genome, kernel: applyGenome(source.kernel, genome, operatorsByName).kernel };
}
