import { expect, test } from 'vitest';
import { loadKernel } from '../../src/pipeline/1-parse.ts';
import { leastBytes } from '../../src/pipeline/least-bytes.ts';
import { reproduction } from '../../src/pipeline/reproduction.ts';
import type { RunConfiguration } from '../../src/pipeline/configuration.ts';
import { findWorkload } from '../../src/workloads/index.ts';
import { storedRun } from '../report/records.ts';

const shipped = loadKernel('pool-sum');
const { spec, directory } = findWorkload('meta-2021-small');
const configuration: RunConfiguration = {
  device: 'gpujs:webasm', workload: { name: spec.name, directory }, seed: 3, seconds: 60, control: true, workers: 1, memoryCapMiB: 2048, objectives: ['time', 'error'], search: { population: 64 },
  calibration: { task: 'noise-floor', floor: 0, baseline: 1, physicalFloor: 0 },
};
const run = storedRun({ kernel: { ...storedRun().kernel, file: shipped.file, text: shipped.text }, workload: spec });

test('what Evoke ships with goes by its name, and every option of the run is there', () => {
  expect(reproduction(run, configuration)).toEqual({
    command: 'evoke run pool-sum --workload meta-2021-small --device gpujs:webasm --seed 3 --seconds 60 --objectives time,error --workers 1 --memory 2048 --control --set population=64', files: [],
  });
});

test('a kernel or a workload of the user\'s own, or one that has changed since, is saved from the page first', () => {
  const { command, files } = reproduction({ ...run, kernel: { ...run.kernel, file: '/home/me/my kernel.js' }, workload: { ...spec, seed: 99 } }, configuration);
  expect(command).toContain(`evoke run './my kernel.js' --workload ./meta-2021-small.json `);
  expect(files.map(({ name, what }) => `${what}: ${name}`)).toEqual(['the kernel: my kernel.js', 'the workload: meta-2021-small.json']);
  expect(files[0]!.text).toBe(shipped.text);
  expect(JSON.parse(files[1]!.text)).toEqual({ ...spec, seed: 99 });
});

test('the bytes that must move are those of the draw; tables too large to be made in passing have none', () => {
  const { signature } = shipped.kernel;
  const bytes = (sizes: Record<string, number>, draw: 'train' | 'held-out' = 'train') => leastBytes(signature, { spec: { ...spec, sizes: { ...spec.sizes, ...sizes } }, directory }, draw);
  expect(bytes({})).toBeGreaterThan(4 * 64 * 256); // the output alone
  expect(bytes({}, 'held-out')).not.toBe(bytes({}));
  expect(bytes({ rows: 10_000_000 })).toBeNull();
  expect(leastBytes(signature, { spec: { ...spec, indices: { distribution: 'trace', file: 'gone.npy' } }, directory }, 'train')).toBeNull();
});
