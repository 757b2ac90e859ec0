import { capabilitiesOf } from '../../dialect/index.ts';
import { benchmarkVariation } from '../../edits/benchmark.ts';
import { operatorsByName } from '../../edits/index.ts';
import { proposeEdit } from '../../edits/vary.ts';
import { allCapabilities } from '../../model/capability.ts';
import type { Capability, Genome, Kernel, SourceKernel } from '../../model/index.ts';
import { randomStream } from '../../util/random.ts';
import { oracleOf } from '../../verify/index.ts';
import { generateArguments } from '../../workloads/index.ts';
import { kernelNames, loadKernel } from '../1-parse.ts';
import { staticSizes } from '../7-verify.ts';
import { hostGates, isOutcome } from '../host-gates.ts';
import { workloadFor } from '../workload-for.ts';
import { median, whole, type Figure } from './figure.ts';

/**
 * What the main process does with every mutant: vary, apply, check, hash, sanitize. One core, no device. Map kernels with the
 * operators that any device takes that runs them, grid kernels with all.
 */
export function hotPath(): Figure[] {
  const sources = kernelNames().map((name) => ({ name, source: loadKernel(name) }));
  const level = (what: string, grid: boolean, aims: Aims) => {
    const shipped = sources.filter(({ source }) => (source.kernel.body.launch !== undefined) === grid);
    // without what packed rows need, their mutants would be refused at once and counted as fast
    const needed = new Set(shipped.flatMap(({ source }) => [...capabilitiesOf(source.kernel).keys()]));
    return levelFigures(what, shipped, grid ? allCapabilities : [...needed], aims);
  };
  return [...level('map kernels', false, { vary: 5000, sanitize: 300 }), ...level('grid kernels', true, { vary: null, sanitize: 100 })];
}

interface Aims { readonly vary: number | null; readonly sanitize: number }

function levelFigures(what: string, shipped: readonly { readonly name: string; readonly source: SourceKernel }[], capabilities: readonly Capability[], aims: Aims): Figure[] {
  const varied = benchmarkVariation(shipped.map(({ source }) => source.kernel), 2000, () => performance.now(), { capabilities });
  const sanitized = shipped.map(({ source }) => sanitizeRate(source.kernel, workloadSizes(source), capabilities));
  const each = (rates: readonly number[]) => shipped.map(({ name }, at) => `${name} ${whole(rates[at]!)}`).join(', ');
  const sanitizeMedian = median(sanitized);
  return [
    {
      what: `vary + apply + check + hash, mutants/s, median over the shipped ${what}`, aim: aims.vary === null ? '' : `≥ ${whole(aims.vary)}`,
      met: aims.vary === null ? null : varied.median >= aims.vary, value: `${whole(varied.median)} (${each(varied.kernels.map((rate) => rate.mutantsPerSecond))})`,
    },
    {
      what: `sanitize and compare with the oracle, mutants/s, median over the shipped ${what}`, aim: `≥ ${aims.sanitize}`, met: sanitizeMedian >= aims.sanitize,
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
function sanitizeRate(base: Kernel, fixed: Readonly<Record<string, number>>, capabilities: readonly Capability[]): number {
  const mutants = mutantsOf(base, fixed, 300, capabilities);
  const gates = hostGates({ base, capabilities, fixed, seed: 1, oracle: oracleOf(base.signature) });
  const judgeAll = () => mutants.forEach((mutant, at) => isOutcome(gates.judge(mutant, Math.floor(at / 16))));
  judgeAll(); // the engine compiles what is hot
  const begun = performance.now();
  judgeAll();
  return mutants.length / ((performance.now() - begun) / 1000);
}

function mutantsOf(base: Kernel, fixed: Readonly<Record<string, number>>, count: number, capabilities: readonly Capability[]): Kernel[] {
  const random = randomStream('sanitize benchmark');
  const gates = hostGates({ base, capabilities, fixed, seed: 1, oracle: oracleOf(base.signature) });
  const names = [...operatorsByName.values()].filter(({ requires }) => requires.every((need) => capabilities.includes(need))).map(({ name }) => name);
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
