import { beforeAll, describe, expect, it, test } from 'vitest';
import { parseKernel, canonicalHash } from '../../src/dialect/index.ts';
import { applyGenome } from '../../src/edits/genome.ts';
import { operatorsByName } from '../../src/edits/index.ts';
import type { Outcome } from '../../src/model/index.ts';
import type { openService } from '../../src/pipeline/evaluation-service.ts';
import { minimiseRun } from '../../src/pipeline/minimise-run.ts';
import { openStore, type Store } from '../../src/store/index.ts';
import { evolve } from './fixtures/evolve.ts';
import { folderFor, smallPooling } from './fixtures/folder.ts';
import { crown, growGenome } from './fixtures/sixty.ts';

const folder = folderFor('minimise');
const workload = folder.write('small.json', JSON.stringify(smallPooling));

async function within<Result>(file: string, work: (store: Store) => Promise<Result>): Promise<Result> {
  const store = openStore(file, { existing: true });
  try {
    return await work(store);
  } finally {
    store.close();
  }
}

describe('the best of a run', () => {
  const file = folder.path('run.db');
  let run = '';
  beforeAll(async () => { run = (await evolve(file, { kernel: 'pool-sum', workload, evaluations: 150, seed: 2 })).runId; });

  it('is made smaller within the bound; what stays is a new individual that leaves the best what it was', async () => {
    const report = await within(file, (store) => minimiseRun(store, run, { forWriting: () => store, bound: 0.01 }));
    const { minimised, original, edits } = report;
    expect(minimised).toMatchObject({ withinBound: true, verdict: 'FAST' });
    expect(minimised.againstOriginal.estimate).toBeGreaterThanOrEqual(1 / 1.01);
    expect(edits.filter(({ fate }) => fate === 'needed').map(({ id }) => id)).toEqual(minimised.edits.map(({ id }) => id));
    for (const { fate, without } of edits) expect(without !== null).toBe(fate === 'needed');
    await within(file, async (store) => {
      expect(store.reports.bestIndividual(run)).toBe(original.individual);
      const { genome } = store.reports.individual(run, minimised.individual!);
      expect(genome.map(({ id }) => id)).toEqual(minimised.edits.map(({ id }) => id));
    });
  });

  it('gives the same individual again, and the same report', async () => {
    const [one, again] = [await within(file, (store) => minimiseRun(store, run, { forWriting: () => store, bound: 0.01 })), await within(file, (store) => minimiseRun(store, run, { forWriting: () => store, bound: 0.01 }))];
    expect(again).toEqual(one);
  });
});

describe('a genome of 60 edits on model', () => {
  const file = folder.path('sixty.db');
  let run = '';
  beforeAll(async () => { run = (await evolve(file, { kernel: 'pool-sum', workload, evaluations: 20, seed: 2 })).runId; });

  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])('stays within the bound in at most 1,000 evaluations, seed %i', async (seed) => {
    const genome = await growGenome('pool-sum', workload, 60, seed);
    expect(genome).toHaveLength(60);
    const crowned = crown(file, run, genome);
    const report = await within(file, (store) => minimiseRun(store, run, { forWriting: () => store, bound: 0.01, seed }));
    expect(report).toMatchObject({ original: { individual: crowned, edits: 60 }, minimal: true, minimised: { withinBound: true } });
    expect(report.evaluations).toBeLessThanOrEqual(1000);
    expect(report.minimised.againstOriginal.estimate).toBeGreaterThanOrEqual(1 / 1.01);
    await within(file, async (store) => {
      const small = store.reports.individual(run, report.minimised.individual!);
      expect(small).toMatchObject({ parents: [crowned], made: { kind: 'minimisation' } });
      expect(small.evaluations.map(({ kind, against }) => ({ kind, against }))).toEqual([{ kind: 'promotion', against: crowned }, { kind: 'confirm', against: null }]);
      const { kernel } = parseKernel(store.runs.get(run).kernel.text, 'pool-sum.js');
      expect(small.treeHash).toBe(canonicalHash(applyGenome(kernel, small.genome, operatorsByName).kernel));
    });
  });
});

/** A device whose every time is only known to some share, and whose best loses `loss` for each edit that goes. */
function noisy(spread: number): typeof openService {
  const measured = (speedup: number): Outcome => ({
    kind: 'measured', error: 0,
    measurement: { unit: 'ns', median: 100, baselineMedian: 100 * speedup, speedup: { estimate: speedup, low: speedup * (1 - spread), high: speedup * (1 + spread) }, verdict: speedup > 1 ? 'FAST' : 'AMBIGUOUS', pairs: 40, samples: [], baselineSamples: [] },
  });
  return async (settings) => ({
    begin: async () => ({ task: 'noise-floor', floor: spread, baseline: 100, physicalFloor: 0 }),
    evaluate: async ({ program, against }) => ({ task: 'evaluate', outcome: measured(program.text === settings.baseline.text ? 0.5 : against ? 1 : 2) }),
    close: async () => {},
  });
}

test('on a noisy device an edit goes only where its removal is surely within the bound', async () => {
  const file = folder.path('noisy.db');
  const { runId } = await evolve(file, { kernel: 'pool-sum', workload, evaluations: 20, seed: 2 });
  crown(file, runId, await growGenome('pool-sum', workload, 8, 1));
  const quiet = await within(file, (store) => minimiseRun(store, runId, { forWriting: () => store, bound: 0.01, open: noisy(0.005) }));
  expect(quiet.minimised.edits.length).toBe(1);
  const loud = await within(file, (store) => minimiseRun(store, runId, { forWriting: () => store, bound: 0.01, open: noisy(0.02) }));
  // What went all the same left the very tree behind.
  expect(loud.minimised.againstOriginal).toEqual({ estimate: 1, low: 1, high: 1 });
  expect(loud.minimised.edits.length).toBeGreaterThan(1);
});
