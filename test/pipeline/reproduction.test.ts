import { Command } from 'commander';
import { expect, test } from 'vitest';
import { registerRun } from '../../src/commands/run.ts';
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
    command: 'evoke run pool-sum --workload meta-2021-small --device gpujs:webasm --seed 3 --seconds 60 --objectives time,error --workers 1 --memory 2048 --control --set population=64', files: [], traces: [],
  });
});

test('an option that changes a run is in the command: every one that evoke run has, but for where its results go', () => {
  const program = new Command();
  registerRun(program);
  const named = program.commands.find((command) => command.name() === 'run')!.options.map(({ long }) => long!);
  const elsewhere = ['--db', '--json', '--export'];
  const full: RunConfiguration = {
    ...configuration, recording: 'r-1', worstOf: [{ spec: { ...spec, name: 'other' }, directory }], evaluations: 9, stagnation: 8, targetSpeedup: 2, floorFraction: 0.5,
  };
  const words = reproduction(run, full).command.split(' ');
  expect(named.filter((flag) => !words.includes(flag)).sort()).toEqual(elsewhere.toSorted());
  expect(words.filter((word) => word.startsWith('--') && !named.includes(word))).toEqual([]);
});

test('a run on the worst of several workloads names them all, in order, and saves those that are not shipped', () => {
  const others = [findWorkload('cuembed-readme-small'), { spec: { ...spec, name: 'mine', indices: { distribution: 'trace', file: 'log.npy' } as const }, directory: '/home/me' }];
  const { command, files, traces } = reproduction(run, { ...configuration, worstOf: others.map((entry) => ({ spec: entry.spec, directory: entry.directory })) });
  expect(command).toMatch(/^evoke run pool-sum --objective worst --workload meta-2021-small --workload cuembed-readme-small --workload \.\/mine\.json --device /);
  expect(files.map(({ name, what }) => `${what}: ${name}`)).toEqual(['the workload mine: mine.json']);
  expect(traces).toEqual([{ workload: 'mine', file: 'log.npy', folder: '/home/me' }]);
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
