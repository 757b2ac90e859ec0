import { applyGenome } from '../edits/genome.ts';
import { operatorsByName } from '../edits/index.ts';
import type { Genome, Kernel, SourceKernel } from '../model/index.ts';
import type { Store, StoredRun } from '../store/index.ts';
import { parseSource } from './1-parse.ts';

/** What a run ended with: its best kernel, or another of its individuals, and the edits that make it of the kernel it began with. */
export interface BestOfRun {
  readonly run: StoredRun;
  readonly source: SourceKernel;
  readonly file: string;
  readonly genome: Genome;
  readonly kernel: Kernel;
}

/**
 * The best kernel of a run, or the individual of that number; the unmodified one where no edit survived. UserError for a
 * run or an individual that there is none of.
 */
export function bestOfRun(store: Store, name: string, individual?: number): BestOfRun {
  const run = store.runs.get(name);
  const best = individual === undefined ? store.reports.bestIndividual(run.id) : store.reports.individual(run.id, individual).number;
  const genome = best === null ? [] : store.lineage.genome(run.id, 'evolution', best);
  const source = parseSource(run.kernel.text, run.kernel.file);
  return { run, source, file: run.kernel.file, genome, kernel: applyGenome(source.kernel, genome, operatorsByName).kernel };
}
