/** How fast the store records: what `evoke bench` shows. */
import { performance } from 'node:perf_hooks';
import type { Edit, Outcome } from '../model/index.ts';
import { openStore } from './open.ts';
import type { NewRun } from './records.ts';

const BATCH = 256;
const EDITS = 6;
const SAMPLES = 20;

/**
 * Records `count` evaluations as a run does: in batches of 256, one transaction each, every one with its individual, two
 * parents and a genome of six edits, one of them new; half of them dead, the others with 2 × 20 samples. `path` should not
 * exist yet. Source of the mix: runs on the `model` device kill about half of their mutants.
 */
export function benchmarkRecording(path: string, count: number): { readonly perSecond: number } {
  const store = openStore(path);
  try {
    const run = store.runs.create(NEW_RUN);
    const start = performance.now();
    for (let first = 0; first < count; first += BATCH) {
      store.transaction(() => {
        store.runs.beat(run, NEW_RUN.created);
        for (let number = first; number < Math.min(first + BATCH, count); number++) recordOne(number, run);
      });
    }
    return { perSecond: count / ((performance.now() - start) / 1000) };
  } finally {
    store.close();
  }

  function recordOne(number: number, run: string): void {
    store.lineage.record(run, 'evolution', {
      number,
      generation: Math.floor(number / BATCH),
      island: number % 4,
      genome: Array.from({ length: Math.min(EDITS, number) }, (_, age) =>
        editOf(age === 0 ? number : Math.floor(number / (age * BATCH))),
      ),
      parents: number === 0 ? [] : [Math.floor(number / 2), Math.floor(number / 3)],
      made: { kind: 'crossover+mutation', operators: ['delete-statement'] },
      treeHash: `tree-of-mutant-${number}`,
    });
    const outcome = number % 2 === 0 ? MEASURED : DEAD;
    store.evaluations.record(run, 'evolution', {
      number,
      kind: 'screen',
      key: `tree-of-mutant-${number}/screen`,
      individual: number,
      against: null,
      outcome,
      deviceTime: 1000,
      elapsedMs: number,
    });
  }
}

function editOf(number: number): Edit {
  return {
    id: `edit-${number}`,
    operator: 'delete-statement',
    target: `n${number % 100}`,
    choices: { at: number, name: 'sum' },
    repairs: [{ use: 'n7', replacement: { kind: 'constant', value: 1, float: true } }],
  };
}

const samples = Array.from({ length: SAMPLES }, (_, at) => 1000 + at);

const MEASURED: Outcome = {
  kind: 'measured',
  error: 1e-7,
  measurement: {
    unit: 'ns',
    median: 1010,
    baselineMedian: 1110,
    speedup: { estimate: 1.099, low: 1.08, high: 1.12 },
    verdict: 'FAST',
    pairs: SAMPLES,
    samples,
    baselineSamples: samples,
  },
};

const DEAD: Outcome = { kind: 'out-of-bounds', at: 'n12', testCase: 'one-bag', detail: 'read of table[17][0], rows = 16' };

const NEW_RUN: NewRun = {
  created: '2026-01-01T00:00:00.000Z',
  configuration: { evaluations: 100_000 },
  kernel: {
    kernel: {
      signature: {
        name: 'bench',
        description: '',
        parameters: [],
        roles: {},
        returns: { scalar: 'f32', dims: [] },
        statics: [],
      },
      body: { type: 'BlockStatement', id: 'n0', body: [] },
    },
    file: 'bench.js',
    text: '',
    hash: 'bench',
    locations: new Map(),
  },
  workload: { name: 'bench', operations: [], sizes: {}, dtype: 'f32', seed: 1 },
  device: {
    name: 'model',
    unit: 'cost',
    estimate: true,
    target: 'dialect',
    capabilities: [],
    exactIntegers: 2 ** 53,
    hardware: 'none',
    toolchain: 'bench',
  },
  git: null,
  evokeVersion: '0',
  seed: 1,
};
