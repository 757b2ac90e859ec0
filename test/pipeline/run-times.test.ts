import { beforeAll, describe, expect, it } from 'vitest';
import type { Outcome, RunResult } from '../../src/model/index.ts';
import { loadKernel } from '../../src/pipeline/1-parse.ts';
import { readConfiguration } from '../../src/pipeline/configuration.ts';
import { openService } from '../../src/pipeline/evaluation-service.ts';
import { leastBytes } from '../../src/pipeline/least-bytes.ts';
import { collectPage } from '../../src/pipeline/report-run.ts';
import { timesOfRun } from '../../src/pipeline/run-times.ts';
import { openStore, type Store } from '../../src/store/index.ts';
import { evolve } from './fixtures/evolve.ts';
import { folderFor, smallPooling } from './fixtures/folder.ts';

const folder = folderFor('run-times');
const workload = folder.write('small.json', JSON.stringify(smallPooling));
const { signature } = loadKernel('pool-sum').kernel;

function within<Value>(file: string, look: (store: Store) => Value): Value {
  const store = openStore(folder.path(file), { readonly: true });
  try {
    return look(store);
  } finally {
    store.close();
  }
}

describe('the best beside the physical floor', () => {
  let result: RunResult;
  beforeAll(async () => { result = await evolve(folder.path('run.db'), { kernel: 'pool-sum', workload, evaluations: 60, seed: 2 }); });

  it('is on one draw of the workload: the floor is that of the bytes that the best moved', () => {
    const bytes = (draw: 'train' | 'held-out') => leastBytes(signature, { spec: smallPooling, directory: folder.path('.') }, draw)!;
    expect(bytes('held-out')).not.toBe(bytes('train'));
    within('run.db', (store) => {
      const { calibration } = readConfiguration(store.runs.get(result.runId).configuration, result.runId);
      const floor = (calibration.physicalFloor * bytes('held-out')) / bytes('train');
      expect(calibration.heldOutFloor).toBeCloseTo(floor, 6);
      expect(result.timesPhysicalFloor).toBeCloseTo((result.best as { cost: number }).cost / floor, 6);
    });
  });

  it('is the same on the page, also where the run asked for the other draw only, as runs of before did', () => {
    within('run.db', (store) => {
      const { figures } = collectPage(store, result.runId);
      expect(figures.best! / figures.physicalFloor!).toBeCloseTo(result.timesPhysicalFloor!, 6);
      const run = store.runs.get(result.runId);
      const { calibration: { heldOutFloor: _, ...calibration }, ...rest } = readConfiguration(run.configuration, run.id);
      expect(timesOfRun(store, run, { ...rest, calibration }, signature)).toEqual({ unit: 'cost', draw: 'held-out', unmodified: figures.unmodified, physicalFloor: expect.closeTo(figures.physicalFloor!, 6) as number });
    });
  });
});

it('energy, where it was an objective, is on the page: of the unmodified kernel and of the best, both on held-out inputs', async () => {
  /** The model with a meter: what a first look reads is not what the page may show. */
  const metered: typeof openService = async (settings, options) => {
    const { energy: _, ...plain } = settings;
    const service = await openService(plain, options);
    const read = (outcome: Outcome, kind: string): Outcome => (outcome.kind === 'measured' ? { ...outcome, energy: kind === 'screen' ? 99 : 6 } : outcome);
    return {
      ...service,
      begin: async () => ({ ...(await service.begin()), energy: 8 }),
      evaluate: async (work) => ({ task: 'evaluate', outcome: read((await service.evaluate(work)).outcome, work.kind) }),
    };
  };
  const { runId } = await evolve(folder.path('energy.db'), { kernel: 'pool-sum', workload, evaluations: 40, seed: 2, objectives: ['time', 'error', 'energy'] }, { openService: metered });
  within('energy.db', (store) => {
    expect(collectPage(store, runId).best).not.toBeNull();
    expect(collectPage(store, runId).figures.energy).toEqual({ unmodified: 8, best: 6 });
  });
});
