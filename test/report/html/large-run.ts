import { loadKernel } from '../../../src/pipeline/1-parse.ts';
import { variationOf } from '../../../src/pipeline/2-vary.ts';
import type { Capability, DeviceInfo, Edit, Genome, Json, Measurement, Outcome } from '../../../src/model/index.ts';
import { openStore } from '../../../src/store/index.ts';
import { randomStream } from '../../../src/util/random.ts';
import { findWorkload } from '../../../src/workloads/index.ts';

const created = '2026-03-01T12:00:00.000Z';
const capabilities: readonly Capability[] = ['grid', 'shared-memory', 'lane-exchange', 'vector'];
const device: DeviceInfo = {
  name: 'cuda', unit: 'ns', estimate: false, target: 'cuda', capabilities, exactIntegers: 2 ** 31 - 1, hardware: 'a made-up card', toolchain: 'made up',
};
const baseline = 80_000;

/**
 * A database with one finished run of so many evaluations by each arm, as a long search leaves it: the true operators'
 * edits on pool-sum, half of the mutants dead, a first look that is the fastest so far in every thousand, and sixty
 * promotions. Its figures are made up; the name of the hardware says so. The run's id.
 */
export function recordLargeRun(path: string, count: number): string {
  const source = loadKernel('pool-sum');
  const { spec, directory } = findWorkload('meta-2021-small');
  const random = randomStream(1);
  const pool = editsOn(source.kernel, random.split('edits'));
  const between = 2 * Math.ceil(count / 120);
  const store = openStore(path);
  try {
    const configuration = {
      device: 'cuda', workload: { name: spec.name, directory }, seed: 1, evaluations: count, control: true, workers: 1, memoryCapMiB: 2048, search: {},
      calibration: { task: 'noise-floor', floor: 0.004, baseline, physicalFloor: 9_000 },
    };
    const run = store.runs.create({ created, configuration: configuration as Json, kernel: source, workload: spec, device, git: { commit: 'c0ffee', dirty: true }, evokeVersion: '0.1.0', seed: 1 });
    for (const arm of ['evolution', 'random'] as const) {
      const gain = arm === 'evolution' ? 3 : 0.8;
      let incumbent: number | null = null;
      for (let first = 0; first < count; first += 256) {
        store.transaction(() => {
          store.runs.beat(run, created);
          for (let number = first; number < Math.min(first + 256, count); number++) {
            const grown = Math.floor((pool.length * number) / count);
            const speedup = 1 + gain * Math.log1p(number) / Math.log1p(count) * (number % 1000 === 0 ? 1 : 0.9 * random.unit());
            store.lineage.record(run, arm, {
              number, generation: Math.floor(number / 256), island: number % 4, genome: genomeOf(pool, grown, number), parents: number === 0 ? [] : [Math.floor(number / 2)],
              made: { kind: number === 0 ? 'seed' : 'mutation', operators: [] }, treeHash: `${arm} tree ${number}`,
            });
            store.evaluations.record(run, arm, { number, kind: 'screen', key: `${number}`, individual: number, against: null, outcome: number % 2 === 0 ? measured(speedup) : dead[number % dead.length]!, deviceTime: 1000, elapsedMs: number });
            if (number > 0 && number % between === 0) {
              store.progress.recordPromotion(run, arm, { individual: number, incumbent, evaluation: number, accepted: true, measurement: measurementOf(1.01 + 0.02 * random.unit()), heldOut: { ok: true, error: 0.1 } });
              incumbent = number;
            }
          }
        });
      }
    }
    const best = store.reports.bestIndividual(run)!;
    store.runs.finish(run, {
      status: 'finished', finished: '2026-03-01T18:00:00.000Z', stopReason: `${count} evaluations made`,
      result: {
        runId: run, status: 'finished', device: 'cuda', hardware: device.hardware, estimate: false, kernel: 'poolSum', operation: 'pool-sum', workload: spec.name,
        baseline: { medianNs: baseline }, best: { medianNs: baseline / 2.4, edits: [], individual: best }, speedup: { estimate: 2.4, low: 2.37, high: 2.44 }, verdict: 'FAST',
        noiseFloor: 0.004, timesPhysicalFloor: 3.7, evaluations: count, outcomes: {}, stopReason: `${count} evaluations made`, control: null,
      },
    });
    return run;
  } finally {
    store.close();
  }
}

/** Sixty edits, each made on the kernel that those before it make. */
function editsOn(kernel: Parameters<typeof variationOf>[0], random: ReturnType<typeof randomStream>): Edit[] {
  const { operators, mutate } = variationOf(kernel, capabilities, { dim: 64 });
  let genome: Genome = [];
  for (let at = 0; genome.length < 60 && at < 4000; at++) genome = mutate(genome, random.pick(operators), random) ?? genome;
  return [...genome];
}

/** What the best had by then, less one edit now and then. */
function genomeOf(pool: readonly Edit[], grown: number, number: number): Genome {
  const genome = pool.slice(0, grown + 1);
  return number % 3 === 0 || number % 1000 === 0 ? genome : genome.filter((_, at) => at !== number % genome.length);
}

const dead: readonly Outcome[] = [
  { kind: 'out-of-bounds', at: 'n12', testCase: 'one-bag', detail: 'read of table[17][0], rows = 16' }, { kind: 'no-effect', hash: 'c0ffee' },
  { kind: 'wrong', testCase: 'one-bag', where: 'pooled[0][0]', detail: 'got 1, expected 2' }, { kind: 'compile-error', log: 'too many registers' },
  { kind: 'timeout', stage: 'verify', limitMs: 1000 },
];

const measured = (speedup: number): Outcome => ({ kind: 'measured', error: 0.1, measurement: measurementOf(speedup) });

function measurementOf(speedup: number): Measurement {
  return {
    unit: 'ns', median: baseline / speedup, baselineMedian: baseline, speedup: { estimate: speedup, low: speedup * 0.995, high: speedup * 1.005 }, verdict: 'FAST', pairs: 40,
    samples: Array.from({ length: 20 }, (_, at) => baseline / speedup + at), baselineSamples: Array.from({ length: 20 }, (_, at) => baseline + at),
  };
}
