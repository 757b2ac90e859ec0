import { benchmarkVariation } from '../../edits/benchmark.ts';
import { operatorsByName } from '../../edits/index.ts';
import { proposeEdit } from '../../edits/vary.ts';
import type { Genome, Kernel } from '../../model/index.ts';
import { randomStream } from '../../util/random.ts';
import { oracleOf } from '../../verify/index.ts';
import { generateArguments } from '../../workloads/index.ts';
import { kernelNames, loadKernel } from '../1-parse.ts';
import { staticSizes } from '../7-verify.ts';
import { hostGates, isOutcome } from '../host-gates.ts';
import { workloadFor } from '../run.ts';
import { median, whole, type Figure } from './figure.ts';

/** What the main process does with every mutant: vary, apply, check, hash, sanitize. One core, no device. */
export function hotPath(): Figure[] {
  const names = kernelNames();
  const sources = names.map((name) => loadKernel(name));
  const varied = benchmarkVariation(sources.map(({ kernel }) => kernel), 2000, () => performance.now());
  const sanitized = sources.map((source) => sanitizeRate(source.kernel, workloadSizes(source)));
  const each = (rates: readonly number[]) => names.map((name, at) => `${name} ${whole(rates[at]!)}`).join(', ');
  const sanitizeMedian = median(sanitized);
  return [
    {
      what: 'vary + apply + check + hash, mutants/s, median over the shipped kernels', aim: '≥ 5,000', met: varied.median >= 5000,
      value: `${whole(varied.median)} (${each(varied.kernels.map((rate) => rate.mutantsPerSecond))})`,
    },
    {
      what: 'sanitize and compare with the oracle, mutants/s, median over the shipped kernels', aim: '≥ 300', met: sanitizeMedian >= 300,
      value: `${whole(sanitizeMedian)} (${each(sanitized)})`,
    },
  ];
}

function workloadSizes(source: ReturnType<typeof loadKernel>) {
  const { spec, directory } = workloadFor(source, undefined);
  const { signature } = source.kernel;
  return staticSizes(signature.statics, generateArguments(signature, spec, { draw: 'train', directory }).sizes);
}

/** Mutants of one to four edits a second through checker, sanitizer and oracle; as in a run, inputs are fresh every 16. */
function sanitizeRate(base: Kernel, fixed: Readonly<Record<string, number>>): number {
  const mutants = mutantsOf(base, fixed, 300);
  const gates = hostGates({ base, capabilities: [], fixed, seed: 1, oracle: oracleOf(base.signature) });
  const judgeAll = () => mutants.forEach((mutant, at) => isOutcome(gates.judge(mutant, Math.floor(at / 16))));
  judgeAll(); // the engine compiles what is hot
  const begun = performance.now();
  judgeAll();
  return mutants.length / ((performance.now() - begun) / 1000);
}

function mutantsOf(base: Kernel, fixed: Readonly<Record<string, number>>, count: number): Kernel[] {
  const random = randomStream('sanitize benchmark');
  const gates = hostGates({ base, capabilities: [], fixed, seed: 1, oracle: oracleOf(base.signature) });
  const names = [...operatorsByName.keys()];
  const mutants: Kernel[] = [];
  while (mutants.length < count) {
    let genome: Genome = [];
    const length = 1 + random.below(4);
    for (let tries = 0; genome.length < length && tries < 20; tries++) {
      const edit = proposeEdit(base, genome, random.pick(names), random, fixed);
      if (edit) genome = [...genome, edit];
    }
    mutants.push(gates.apply(genome).kernel);
  }
  return mutants;
}
