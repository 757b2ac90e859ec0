import { basename } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { WorkloadSpec } from '../model/index.ts';
import type { Reproduction } from '../report/html/index.ts';
import type { StoredRun } from '../store/index.ts';
import { UserError } from '../util/errors.ts';
import { findWorkload } from '../workloads/index.ts';
import { kernelNames, loadKernel } from './1-parse.ts';
import type { RunConfiguration } from './configuration.ts';

/**
 * The command line that does a run again, and the files that it needs: what Evoke ships with goes by its name, anything
 * else is saved from the page.
 */
export function reproduction(run: StoredRun, configuration: RunConfiguration): Reproduction {
  const { kernel, workload } = run;
  const name = basename(kernel.file, '.js');
  const shippedKernel = kernelNames().includes(name) && loadKernel(name).text === kernel.text;
  const shippedWorkload = isShipped(workload);
  const files = [
    ...(shippedKernel ? [] : [{ name: `${name}.js`, what: 'the kernel', text: kernel.text }]),
    ...(shippedWorkload ? [] : [{ name: `${workload.name}.json`, what: 'the workload', text: `${JSON.stringify(workload, null, 2)}\n` }]),
  ];
  const words = ['evoke', 'run', shippedKernel ? name : `./${name}.js`, '--workload', shippedWorkload ? workload.name : `./${workload.name}.json`, ...flags(configuration)];
  return { command: words.map(quoted).join(' '), files };
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

/** As a shell reads it. */
function quoted(word: string): string {
  return /^[\w./:=,@#-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
