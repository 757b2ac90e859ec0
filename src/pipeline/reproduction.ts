import { basename } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { WorkloadSpec } from '../model/index.ts';
import type { Reproduction } from '../report/html/index.ts';
import type { StoredRun } from '../store/index.ts';
import { UserError } from '../util/errors.ts';
import { shellWord } from '../util/shell-word.ts';
import { findWorkload } from '../workloads/index.ts';
import { kernelNames, loadKernel } from './1-parse.ts';
import type { RunConfiguration } from './configuration.ts';
import { workloadsOf } from './run-workloads.ts';

/**
 * The command line that does a run again, and the files that it needs: what Evoke ships with goes by its name, anything
 * else is saved from the page. A trace that a workload follows is too large for that and is named.
 */
export function reproduction(run: StoredRun, configuration: RunConfiguration): Reproduction {
  const { kernel } = run;
  const name = basename(kernel.file, '.js');
  const shippedKernel = kernelNames().includes(name) && loadKernel(name).text === kernel.text;
  const workloads = workloadsOf(run, configuration).map((entry) => ({ ...entry, shipped: isShipped(entry.spec) }));
  const own = workloads.filter(({ shipped }) => !shipped);
  const words = [
    'evoke', 'run', shippedKernel ? name : `./${name}.js`,
    ...(workloads.length > 1 ? ['--objective', 'worst'] : []),
    ...workloads.flatMap(({ spec, shipped }) => ['--workload', shipped ? spec.name : `./${spec.name}.json`]),
    ...flags(configuration),
  ];
  return {
    command: words.map(shellWord).join(' '),
    files: [
      ...(shippedKernel ? [] : [{ name: `${name}.js`, what: 'the kernel', text: kernel.text }]),
      ...own.map(({ spec }) => ({ name: `${spec.name}.json`, what: `the workload${workloads.length > 1 ? ` ${spec.name}` : ''}`, text: `${JSON.stringify(spec, null, 2)}\n` })),
    ],
    traces: own.flatMap(({ spec: { name: workload, indices }, directory: folder }) => (indices?.distribution === 'trace' ? [{ workload, file: indices.file, folder }] : [])),
  };
}

function flags(configuration: RunConfiguration): string[] {
  const { device, seed, recording, evaluations, seconds, stagnation, targetSpeedup, floorFraction, objectives, control, workers, memoryCapMiB, search } = configuration;
  const valued = {
    device, recording, seed, evaluations, seconds, stagnation, 'target-speedup': targetSpeedup, 'floor-fraction': floorFraction,
    objectives: objectives?.join(','), workers, memory: memoryCapMiB,
  };
  return [
    ...Object.entries(valued).flatMap(([flag, value]) => (value === undefined ? [] : [`--${flag}`, String(value)])),
    ...(control ? ['--control'] : []),
    ...Object.entries(search).flatMap(([setting, value]) => ['--set', `${setting}=${value}`]),
  ];
}

function isShipped(workload: WorkloadSpec): boolean {
  try {
    return isDeepStrictEqual(findWorkload(workload.name).spec, workload);
  } catch (thrown) {
    if (thrown instanceof UserError) return false;
    throw thrown;
  }
}
