/** Generations with the bandit's credits, and promotions. Recording one again, as replay does, changes nothing. */
import type { Database } from 'better-sqlite3';
import type { Json, Measurement } from '../model/index.ts';
import type { Arms } from './arms.ts';
import { fromJson, packSamples, toJson, unpackSamples } from './encoding.ts';
import type { Arm, NewGeneration, NewPromotion, OperatorCredit } from './records.ts';
import type { Transaction } from './transaction.ts';

interface GenerationRow {
  readonly number: number;
  readonly best: number | null;
  readonly best_speedup: number;
  readonly population: string;
  readonly evaluations: number;
  readonly elapsedMs: number;
}

interface PromotionRow {
  readonly evaluation: number;
  readonly individual: number;
  readonly incumbent: number | null;
  readonly accepted: 0 | 1;
  readonly measurement: string;
  readonly candidate: Buffer;
  readonly baseline: Buffer;
  readonly held_out: string;
}

export function progress(database: Database, transaction: Transaction, arms: Arms) {
  const addGeneration = database.prepare(`
    INSERT INTO generation (arm, number, best, best_speedup, population, evaluations, elapsed_ms) VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (arm, number) DO NOTHING`);
  const addCredit = database.prepare(
    'INSERT INTO operator_credit (arm, generation, operator, tried, credit) VALUES (?, ?, ?, ?, ?)',
  );
  const addPromotion = database.prepare(`
    INSERT INTO promotion (arm, evaluation, individual, incumbent, accepted, measurement, candidate, baseline, held_out)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`);
  const generations = database.prepare<[number], GenerationRow>(`
    SELECT number, best, best_speedup, population, evaluations, elapsed_ms AS elapsedMs FROM generation
    WHERE arm = ? ORDER BY number`);
  const credits = database.prepare<[number, number], OperatorCredit>(
    'SELECT operator, tried, credit FROM operator_credit WHERE arm = ? AND generation = ? ORDER BY operator',
  );
  const promotions = database.prepare<[number], PromotionRow>(`
    SELECT evaluation, individual, incumbent, accepted, measurement, candidate, baseline, held_out FROM promotion
    WHERE arm = ? ORDER BY evaluation, individual`);

  return {
    recordGeneration(run: string, arm: Arm, generation: NewGeneration): void {
      transaction(() => {
        const { arm: key } = arms.forWriting(run, arm);
        const { number, best } = generation;
        const added = addGeneration.run(
          key,
          number,
          best?.individual ?? null,
          best?.speedup ?? null,
          toJson(generation.population),
          generation.evaluations,
          generation.elapsedMs,
        );
        if (added.changes === 0) return;
        for (const { operator, tried, credit } of generation.credits) addCredit.run(key, number, operator, tried, credit);
      });
    },
    recordPromotion(run: string, arm: Arm, promotion: NewPromotion): void {
      transaction(() => {
        const { samples, baselineSamples } = promotion.measurement;
        addPromotion.run(
          arms.forWriting(run, arm).arm,
          promotion.evaluation,
          promotion.individual,
          promotion.incumbent,
          promotion.accepted ? 1 : 0,
          toJson({ ...promotion.measurement, samples: [], baselineSamples: [] }),
          packSamples(samples),
          packSamples(baselineSamples),
          toJson(promotion.heldOut),
        );
      });
    },
    /** All generations of an arm, in order. */
    generations(run: string, arm: Arm): NewGeneration[] {
      const key = arms.find(run, arm)?.arm;
      if (key === undefined) return [];
      return generations.all(key).map(({ best, best_speedup, population, ...row }) => ({
        ...row,
        best: best === null ? null : { individual: best, speedup: best_speedup },
        population: fromJson<number[][]>(population),
        credits: credits.all(key, row.number),
      }));
    },
    /** All promotions tried by an arm, in order. */
    promotions(run: string, arm: Arm): NewPromotion[] {
      const key = arms.find(run, arm);
      return key === undefined ? [] : promotions.all(key.arm).map(promotionOf);
    },
  };
}

export type Progress = ReturnType<typeof progress>;

function promotionOf({ accepted, measurement, candidate, baseline, held_out, ...row }: PromotionRow): NewPromotion {
  return {
    ...row,
    accepted: accepted === 1,
    measurement: {
      ...fromJson<Measurement>(measurement),
      samples: unpackSamples(candidate),
      baselineSamples: unpackSamples(baseline),
    },
    heldOut: fromJson<Json>(held_out),
  };
}
