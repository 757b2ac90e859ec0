/** The edits that the best individual carries: what each is, where it acts, when it was born and what it did then. */
import type { Database } from 'better-sqlite3';
import type { EditId, Genome, Location, NodeId } from '../model/index.ts';
import type { Arms } from './arms.ts';
import type { Family } from './family.ts';
import type { Lineage } from './lineage.ts';
import type { Progress } from './progress.ts';
import type { Arm, StoredKernel, SurvivingEdit } from './records.ts';
import type { Speedups } from './speedups.ts';
import type { Subjects } from './subjects.ts';

export interface SurvivingEditsParts {
  readonly arms: Arms;
  readonly family: Family;
  readonly lineage: Lineage;
  readonly progress: Progress;
  readonly speedups: Speedups;
  readonly subjects: Subjects;
}

export function survivingEdits(
  database: Database,
  { arms, family, lineage, progress, speedups, subjects }: SurvivingEditsParts,
) {
  const firstCarrier = database
    .prepare<[number, number, EditId], number>(
      `
    SELECT min(individual) FROM edit JOIN individual_edit ON edit = edit.key AND arm = ? WHERE kernel = ? AND id = ?`,
    )
    .pluck();
  const generations = database.prepare<[number], [number: number, generation: number]>('SELECT number, generation FROM individual WHERE arm = ?').raw();

  /** Of each individual by its number: asked once, since most of a long run's hundred thousand carry what survived. */
  const generationsOf = (arm: number): readonly number[] => {
    const found: number[] = [];
    for (const [number, generation] of generations.all(arm)) found[number] = generation;
    return found;
  };

  const carriersOf = (individuals: readonly number[], generationOf: readonly number[]): SurvivingEdit['carriers'] => {
    const counts: number[] = [];
    for (const individual of individuals) {
      const generation = generationOf[individual]!;
      counts[generation] = (counts[generation] ?? 0) + 1;
    }
    return Object.entries(counts).map(([generation, count]) => ({ generation: Number(generation), individuals: count }));
  };

  const effectOf = (arm: number, child: number, parents: readonly number[]): SurvivingEdit['effect'] => {
    const speed = speedups.factor(arm, child);
    const before =
      parents.length === 0 ? [1] : parents.map((parent) => speedups.factor(arm, parent)).filter((factor) => factor !== null);
    if (speed === null || before.length === 0) return null;
    const parent = Math.max(...before);
    return { child: speed, parent, ratio: speed / parent };
  };

  /** The last one promoted; null if none was: a first look, however fast, makes no best. */
  const bestIndividual = (run: string, arm: Arm = 'evolution'): number | null =>
    progress.promotions(run, arm).findLast((promotion) => promotion.accepted)?.individual ?? null;

  return {
    bestIndividual,
    /** The edits of an individual, of the best one unless named, in the order applied; none if the run has no best yet. */
    survivingEdits(run: string, individual: number | null = bestIndividual(run), arm: Arm = 'evolution'): SurvivingEdit[] {
      const key = arms.find(run, arm);
      if (key === undefined || individual === null) return [];
      const genome = lineage.genome(run, arm, individual);
      const kernel = subjects.kernel(key.kernel);
      const generationOf = generationsOf(key.arm);
      return genome.map((edit, position) => {
        const first = family.individual(run, firstCarrier.get(key.arm, key.kernel, edit.id)!, arm);
        return {
          position,
          edit,
          at: locate(edit.target, genome, kernel),
          born: {
            individual: first.number,
            generation: first.generation,
            evaluation: speedups.firstEvaluation(key.arm, first.number),
            parents: first.parents,
            made: first.made,
          },
          carriers: carriersOf(lineage.carriers(run, arm, edit.id), generationOf),
          effect: effectOf(key.arm, first.number, first.parents),
        };
      });
    },
  };
}

/** A base node is in the text; a node `<edit id>.<count>` is where the edit that made it acted. */
function locate(node: NodeId, genome: Genome, kernel: StoredKernel): Location | null {
  const place = kernel.locations[node];
  if (place !== undefined) return place;
  const maker = genome.findIndex((edit) => node.startsWith(`${edit.id}.`));
  return maker < 0 ? null : locate(genome[maker]!.target, genome.slice(0, maker), kernel);
}
