import { canonicalHash, check, type TypedKernel } from '../dialect/index.ts';
import { kernelOf } from '../edits/vary.ts';
import type { Capability, DeviceLimits, Genome, Kernel, Outcome, Sizes } from '../model/index.ts';
import { launchProblem, sanitize, stepsOf } from '../sanitize/index.ts';
import { casesFor, compareOutputs, heldOutCases, type Oracle, type TestCase } from '../verify/index.ts';
import { evaluateSize } from '../util/size-expression.ts';

/**
 * Stages 3 to 5, which need no device: apply the genome, hash the tree, check it, and run it on tiny hostile inputs in
 * the checking interpreter, whose outputs are held against the oracle as they are at hand. Nine mutants of ten end here,
 * for a millisecond each.
 */
export interface HostGates {
  /** Stage 3. Nothing is judged yet, so that a hash seen before costs no more. */
  apply(genome: Genome): { readonly kernel: Kernel; readonly hash: string };
  /** Stages 4 and 5: the typed mutant, or what it died of. `held-out`: before a promotion, on large inputs too. */
  judge(kernel: Kernel, generation: number | 'held-out'): TypedKernel | Outcome;
}

export interface HostGateOptions {
  readonly base: Kernel;
  readonly capabilities: readonly Capability[];
  /** What a block may have; absent where the device knows no blocks. */
  readonly limits?: DeviceLimits | undefined;
  /** Values of the static symbols, which cases must not vary. */
  readonly fixed: Sizes;
  readonly seed: number;
  readonly oracle: Oracle;
  /** The inputs a promotion is timed on and those of the screening: what is read past the end of real arrays shows here. */
  readonly workloads?: () => readonly TestCase[];
}

export function hostGates({ base, capabilities, limits, fixed, seed, oracle, workloads = () => [] }: HostGateOptions): HostGates {
  const checkedBase = check(base, capabilities);
  const withBudgets = (cases: readonly TestCase[]) => {
    if (!checkedBase.ok) throw new Error(`the base kernel does not check: ${checkedBase.detail}`);
    return { cases, budgets: stepsOf(checkedBase.typed, cases) };
  };
  type Inputs = ReturnType<typeof withBudgets>;
  let tiny: (Inputs & { readonly generation: number }) | undefined;
  let heldOut: Inputs | undefined;
  /** Fresh inputs each generation; the steps a mutant may take follow from the base's on the same case. */
  const inputsOf = (generation: number | 'held-out'): Inputs => {
    if (generation === 'held-out') {
      return (heldOut ??= withBudgets([
        ...casesFor(base.signature, { fixed, seed: `${seed} held-out`, generation: 0, level: 'tiny' }), ...heldOutCases(base.signature, { fixed, seed }), ...workloads(),
      ]));
    }
    if (tiny?.generation !== generation) tiny = { generation, ...withBudgets(casesFor(base.signature, { fixed, seed, generation, level: 'tiny' })) };
    return tiny;
  };
  return {
    apply(genome) {
      const kernel = kernelOf(base, genome);
      return { kernel, hash: canonicalHash(kernel) };
    },
    judge(kernel, generation) {
      const checked = check(kernel, capabilities);
      if (!checked.ok) return { kind: 'rejected', rule: checked.rule, at: checked.at, detail: checked.detail };
      const impossible = launchProblem(checked.typed, fixed, limits);
      if (impossible !== undefined) return { kind: 'unsupported', detail: impossible };
      const { cases, budgets } = inputsOf(generation);
      const result = sanitize(checked.typed, cases, { budgets });
      if (!result.ok) return { kind: result.kind, at: result.at, testCase: result.testCase, detail: result.detail };
      for (const [at, testCase] of cases.entries()) {
        const shape = base.signature.returns.dims.map((dim) => evaluateSize(dim, testCase.sizes));
        const comparison = compareOutputs(oracle(testCase), { scalar: 'f32', shape, values: result.outputs[at]! });
        if (!comparison.ok) return { kind: 'wrong', testCase: testCase.name, where: comparison.where, detail: comparison.detail };
      }
      return checked.typed;
    },
  };
}

export function isOutcome(judged: TypedKernel | Outcome): judged is Outcome {
  return 'kind' in judged && !('types' in judged);
}
