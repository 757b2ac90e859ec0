import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../src/model/index.ts';
import type { openService } from '../../src/pipeline/evaluation-service.ts';
import type { EvaluationRequest } from '../../src/pipeline/evaluation.ts';
import { exactComparison } from '../../src/timing/index.ts';
import { randomStream } from '../../src/util/random.ts';
import { evolve } from './fixtures/evolve.ts';
import { folderFor, smallPooling } from './fixtures/folder.ts';
import { recordsOf } from './fixtures/records.ts';

const folder = folderFor('promotion');
const workload = folder.write('small.json', JSON.stringify(smallPooling));

/** Who is how fast: every program seems 1.1 to 1.9 times as fast at first sight, but for the baseline. */
const firstSight = (text: string) => 1.1 + 0.8 * randomStream(text).unit();
const measured = (speedup: number): Outcome => ({ kind: 'measured', error: 0, measurement: exactComparison(100, 100 / speedup) });

/** A service that screens by first sight and answers a longer look as told. */
function serviceWith(longer: (request: EvaluationRequest) => Outcome): typeof openService {
  return async (settings) => ({
    begin: async () => ({ task: 'noise-floor', floor: 0.01, baseline: 100, physicalFloor: 0 }),
    evaluate: async (request) => ({
      task: 'evaluate',
      outcome: request.kind !== 'screen' ? longer(request) : measured(request.program.text === settings.baseline.text ? 1 : firstSight(request.program.text)),
    }),
    close: async () => {},
  });
}

interface Generation { readonly number: number; readonly best: number | null; readonly population: string }
interface Evaluated { readonly kind: string; readonly individual: number; readonly outcome_kind: string }

async function runWith(name: string, longer: (request: EvaluationRequest) => Outcome) {
  const file = folder.path(`${name}.db`);
  const result = await evolve(file, { kernel: 'pool-sum', workload, evaluations: 60, seed: 8 }, { openService: serviceWith(longer) });
  const records = recordsOf(file, result.runId);
  const evaluations = records.evaluations as Evaluated[];
  return {
    result, records, promotions: evaluations.filter(({ kind }) => kind === 'promotion'),
    populations: (records.generations as Generation[]).map(({ population }) => (JSON.parse(population) as number[][]).flat()),
  };
}

describe('a candidate that seemed fast', () => {
  it('and is wrong on held-out inputs is refused, and nothing is bred from it', async () => {
    const { result, records, promotions, populations } = await runWith('wrong', () => ({ kind: 'wrong', testCase: 'held-out', where: 'pooled[0][0]', detail: 'got 1, expected 2' }));
    expect(result).toMatchObject({ verdict: 'AMBIGUOUS', speedup: { estimate: 1, low: 1, high: 1 }, best: { edits: [], individual: null }, baseline: { cost: 100 } });
    expect(promotions.length).toBeGreaterThan(3);
    const refused = new Set(promotions.map(({ individual }) => individual));
    expect(refused.size).toBe(promotions.length);
    for (const population of populations) expect(population.filter((each) => refused.has(each))).toEqual([]);
    const children = records.parents as { child: number; parent: number }[];
    expect(children.filter(({ parent }) => refused.has(parent))).toEqual([]);
    expect(records.promotions).toEqual([]);
  });

  it('and is slower at a longer look is refused, and counts for what the longer look showed', async () => {
    const { result, records, promotions, populations } = await runWith('slow', () => measured(0.5));
    expect(result.best).toEqual({ cost: 100, edits: [], individual: null });
    expect(records.promotions).toHaveLength(promotions.length);
    for (const promotion of records.promotions as { accepted: number; incumbent: number | null }[]) expect(promotion).toMatchObject({ accepted: 0, incumbent: null });
    const refused = new Set(promotions.map(({ individual }) => individual));
    // Twice as slow as the baseline, it stands behind everybody that was not looked at again.
    for (const population of populations) {
      const standing = population.map((each) => refused.has(each));
      expect(standing).toEqual([...standing].sort());
    }
  });

  it('and is faster becomes the incumbent, which the next has to beat', async () => {
    const rivals: (string | undefined)[] = [];
    const { result, records } = await runWith('fast', ({ kind, against }) => {
      if (kind === 'promotion') rivals.push(against?.text);
      return measured(kind === 'confirm' ? 1.4 : 1.2);
    });
    const promotions = records.promotions as { individual: number; incumbent: number | null; accepted: number }[];
    expect(promotions.length).toBeGreaterThan(1);
    expect(promotions.every(({ accepted }) => accepted === 1)).toBe(true);
    expect(promotions.map(({ incumbent }) => incumbent)).toEqual([null, ...promotions.slice(0, -1).map(({ individual }) => individual)]);
    expect(rivals[0]).toBeUndefined();
    expect(new Set(rivals).size).toBe(rivals.length);
    // What is reported is measured anew against the baseline, not the product along the line.
    expect(result).toMatchObject({ speedup: { estimate: 1.4 }, verdict: 'FAST', best: { individual: promotions.at(-1)!.individual } });
  });

  it('and dies when it is confirmed leaves the baseline as the best', async () => {
    const { result } = await runWith('lost', ({ kind }) => (kind === 'confirm' ? { kind: 'crashed', detail: 'lost' } : measured(1.2)));
    expect(result).toMatchObject({ verdict: 'AMBIGUOUS', best: { cost: 100, edits: [], individual: null }, speedup: { estimate: 1 } });
  });
});
