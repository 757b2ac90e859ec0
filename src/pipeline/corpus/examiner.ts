import { check, type TypedKernel } from '../../dialect/index.ts';
import type { CorpusGate, GateReport, Kernel, Sizes } from '../../model/index.ts';
import { madeFor, sanitize, stepsOf, type Sane } from '../../sanitize/index.ts';
import { UserError } from '../../util/errors.ts';
import { evaluateSize } from '../../util/size-expression.ts';
import { casesFor, compareOutputs, heldOutCases, oracleOf, outputName, type Oracle, type TestCase } from '../../verify/index.ts';
import { randomInputs, type RandomInputs } from './random-inputs.ts';

/**
 * The gates that a mutant goes through, taken apart: a mutant in a run dies of the first case that shows anything; here it
 * is run on all of the gate it dies at, so that it can be said what each case is good for. All static sizes are left open, as `evoke verify`
 * has it.
 */
export interface Examiner {
  readonly typed: TypedKernel;
  readonly tiny: readonly string[];
  readonly heldOut: readonly string[];
  examine(mutant: Kernel): Promise<Examination>;
  /** How random inputs show that a mutant is wrong; undefined where none does. */
  shown(mutant: Kernel): string | undefined;
}

export interface Examination {
  /** The first gate that refuses the kernel, and what it says. */
  readonly gate: CorpusGate | undefined;
  readonly detail: string;
  /** Names of the cases that kill it; empty where the kernel breaks a rule of the language, the held-out ones also where a tiny one kills it. */
  readonly tiny: readonly string[];
  readonly heldOut: readonly string[];
}

/** The gate of a device; what it gives is what `evoke verify` gives. */
export type DeviceGate = (typed: TypedKernel, cases: readonly TestCase[], oracle: Oracle) => Promise<GateReport>;

interface Found {
  readonly testCase: string;
  readonly gate: 'sanitizer' | 'oracle';
  readonly detail: string;
}

/** @throws UserError where the kernel itself breaks a rule: then nothing can be said of its mutants; likewise later, where it is wrong */
export function createExaminer(base: Kernel, seed: number, onDevice?: DeviceGate): Examiner {
  const { signature } = base;
  const checked = check(base, 'any');
  if (!checked.ok) throw new Error(`${signature.name} does not check: ${checked.detail}`);
  const { typed } = checked;
  const fits = (sizes: Sizes) => madeFor(typed, sizes);
  const oracle = oracleOf(signature);
  const withBudgets = (cases: readonly TestCase[]) => ({ cases, budgets: stepsOf(typed, cases) });
  const tiny = withBudgets(casesFor(signature, { fixed: {}, fits, seed, generation: 0, level: 'tiny' }));
  const heldOut = withBudgets(heldOutCases(signature, { fixed: {}, fits, seed }));
  const inputs = budgeted(typed, randomInputs(signature, { fits, seed, oracle }), oracle);

  const faultsOf = (mutant: TypedKernel, { cases, budgets }: typeof tiny): Found[] =>
    cases.flatMap((testCase, at) => faultOf(mutant, testCase, budgets[at]!, oracle) ?? []);

  const examine = async (mutant: Kernel): Promise<Examination> => {
    const rules = check(mutant, 'any');
    if (!rules.ok) return { gate: 'check', detail: rules.detail, tiny: [], heldOut: [] };
    const first = faultsOf(rules.typed, tiny);
    const early = first.find(({ gate }) => gate === 'sanitizer') ?? first[0];
    if (early) return { gate: early.gate, detail: early.detail, tiny: first.map(({ testCase }) => testCase), heldOut: [] };
    const last = faultsOf(rules.typed, heldOut); // they cost a hundred times the tiny ones
    const killed = { tiny: [], heldOut: last.map(({ testCase }) => testCase) };
    const device = await onDevice?.(rules.typed, casesFor(signature, { fixed: {}, fits, seed, generation: 0 }), oracle);
    if (device?.ok === false) return { gate: 'device', detail: device.detail, ...killed };
    return last[0] ? { gate: 'held-out', detail: last[0].detail, ...killed } : { gate: undefined, detail: '', ...killed };
  };
  const shown = (mutant: Kernel): string | undefined => {
    const rules = check(mutant, 'any');
    if (!rules.ok) return `it breaks a rule of the language: ${rules.detail}`;
    for (let number = 0; number < inputs.count; number++) {
      const { testCase, budget } = inputs.at(number);
      const found = faultOf(rules.typed, testCase, budget, oracle);
      if (found) return `${found.testCase}: ${found.detail}`;
    }
    return undefined;
  };
  const names = ({ cases }: typeof tiny) => cases.map(({ name }) => name);
  return { typed, tiny: names(tiny), heldOut: names(heldOut), examine, shown };
}

/** One case in the checking interpreter: the rule that is broken, or the first wrong element. */
function faultOf(mutant: TypedKernel, testCase: TestCase, budget: number, oracle: Oracle): Found | undefined {
  const result = sanitize(mutant, [testCase], { budgets: [budget] });
  if (!result.ok) return { testCase: testCase.name, gate: 'sanitizer', detail: `${result.kind}: ${result.detail}` };
  const wrong = wrongIn(mutant, testCase, result, oracle);
  return wrong === undefined ? undefined : { testCase: testCase.name, gate: 'oracle', detail: wrong };
}

function wrongIn({ kernel: { signature } }: TypedKernel, testCase: TestCase, { outputs }: Sane, oracle: Oracle): string | undefined {
  const shape = signature.returns.dims.map((dim) => evaluateSize(dim, testCase.sizes));
  const comparison = compareOutputs(oracle(testCase), { scalar: 'f32', shape, values: outputs[0]! }, { name: outputName(signature) });
  return comparison.ok ? undefined : `${comparison.where}: ${comparison.detail}`;
}

/** What the right kernel may take of the interpreter's budget on a random input: nearly all there is. */
const mostTurns = 50_000;

/** Random inputs with the steps that the right kernel takes on them; it is held against the oracle itself, or its mutants would say nothing. */
function budgeted(typed: TypedKernel, inputs: RandomInputs, oracle: Oracle) {
  const budgets = new Map<number, number>();
  const measure = (testCase: TestCase): number => {
    const result = sanitize(typed, [testCase], { budgets: [mostTurns] });
    const wrong = result.ok ? wrongIn(typed, testCase, result, oracle) : `${result.kind}: ${result.detail}`;
    if (!result.ok || wrong !== undefined) throw new UserError(`kernel ${typed.kernel.signature.name}, whose mutants are to be killed, is wrong itself on ${testCase.name}: ${wrong}; mend it`);
    return result.steps[0]!;
  };
  return {
    count: inputs.count,
    at(number: number) {
      const testCase = inputs.at(number);
      const budget = budgets.get(number) ?? measure(testCase);
      budgets.set(number, budget);
      return { testCase, budget };
    },
  };
}
