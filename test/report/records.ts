import type { DeviceInfo } from '../../src/model/index.ts';
import type { RunLine, StoredRun, SurvivingEdit } from '../../src/store/records.ts';

/** A stored run and what the store says of it: what reports are made of. */
const device: DeviceInfo = {
  name: 'gpujs:webasm', unit: 'ns', estimate: false, target: 'gpujs', capabilities: [], exactIntegers: 2 ** 24, hardware: 'a processor', toolchain: 'gpu.js 2.24.1',
};

export const modelDevice: DeviceInfo = { ...device, name: 'model', unit: 'cost', estimate: true, target: 'dialect', hardware: 'a card on paper' };

export function storedRun(changes: Partial<StoredRun> = {}): StoredRun {
  return {
    id: 'r-7f3a9c', created: '2026-03-01T12:00:00.000Z', finished: null, status: 'finished', stopReason: 'evaluations', result: null, owner: null,
    configuration: {}, git: null, evokeVersion: '0.1.0', seed: 7, device,
    workload: { name: 'tiny', operations: ['pool-sum'], sizes: { rows: 10, dim: 4, bags: 2 }, dtype: 'f32', seed: 5 },
    kernel: {
      name: 'poolSum', operation: 'pool-sum', file: 'pool-sum.js', hash: 'c0ffee', locations: {},
      text: 'export default function poolSum(table, indices, offsets) {\n  let sum = 0.0;\n\tfor (let j = offsets[this.thread.y]; j < offsets[this.thread.y + 1]; j++) {\n',
      signature: {
        name: 'poolSum', description: 'Sums bags.', operation: 'pool-sum', parameters: [], roles: {}, returns: { scalar: 'f32', dims: [] }, statics: ['dim'],
      },
    },
    ...changes,
  };
}

export function surviving(position: number, changes: Partial<SurvivingEdit> = {}): SurvivingEdit {
  return {
    position,
    edit: { id: `e${position}f00d`, operator: 'unroll-loop', target: 'n4', choices: { factor: 4 }, repairs: [] },
    at: { line: 3, column: 7 },
    born: { individual: 5, generation: 2, evaluation: 41, parents: [1], made: { kind: 'mutation', operators: ['unroll-loop'] } },
    carriers: [{ generation: 2, individuals: 1 }, { generation: 3, individuals: 12 }],
    effect: { child: 1.5, parent: 1.25, ratio: 1.2 },
    ...changes,
  };
}

export function runLine(changes: Partial<RunLine> = {}): RunLine {
  return {
    id: 'r-7f3a9c', created: '2026-03-01T12:00:00.000Z', finished: '2026-03-01T12:01:00.000Z', status: 'finished', kernel: 'poolSum', operation: 'pool-sum',
    workload: 'tiny', device: 'gpujs:webasm', estimate: false, seed: 7, evaluations: 2000, speedup: { estimate: 1.5, low: 1.47, high: 1.532 }, stopReason: 'evaluations', ...changes,
  };
}
