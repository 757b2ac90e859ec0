import type { TypedKernel } from '../dialect/index.ts';
import type { Capability, DeviceLimits, Genome, Kernel, Random, Sizes } from '../model/index.ts';
import { oracleOf } from '../verify/index.ts';
import { variationOf } from './2-vary.ts';
import { hostGates, isOutcome } from './host-gates.ts';

/** What variants may need, and what they are made for. */
export interface VariantOptions {
  readonly capabilities: readonly Capability[];
  readonly limits?: DeviceLimits | undefined;
  readonly fixed: Sizes;
  readonly random: Random;
  /** What two variants must differ in to count as two; where it is given, variants pass the held-out inputs too. */
  readonly tellApart?: (variant: TypedKernel) => string;
  /** With `tellApart`: kernels that are not to be found again. */
  readonly without?: readonly TypedKernel[];
}

/**
 * A kernel itself and different mutants of it that pass the host's gates, each one edit from an earlier one; as many as are
 * wanted, or fewer where a thousand tries for each find no more. The kernel names its operation.
 */
export function rightVariants(base: Kernel, wanted: number, { capabilities, limits, fixed, random, tellApart, without = [] }: VariantOptions): TypedKernel[] {
  const gates = hostGates({ base, capabilities, limits, fixed, seed: 1, oracle: oracleOf(base.signature) });
  const vary = variationOf(base, capabilities, fixed);
  const genomes: Genome[] = [[]];
  const seen = new Set<string>(tellApart && without.map(tellApart));
  const variants: TypedKernel[] = [];
  const isNew = (mark: string) => !seen.has(mark) && seen.add(mark).has(mark);
  const admit = (genome: Genome) => {
    const { kernel, hash } = gates.apply(genome);
    if (!isNew(hash)) return;
    const judged = gates.judge(kernel, 0);
    if (isOutcome(judged)) return;
    if (tellApart && (!isNew(tellApart(judged)) || isOutcome(gates.judge(kernel, 'held-out')))) return;
    variants.push(judged);
    if (genome.length > 0) genomes.push(genome);
  };
  admit([]);
  for (let tries = 0; variants.length < wanted && tries < 1000 * wanted; tries++) {
    const genome = vary.mutate(random.pick(genomes), random.pick(vary.operators), random);
    if (genome !== undefined) admit(genome);
  }
  return variants;
}
