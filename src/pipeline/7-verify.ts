import type { Executable, Outcome, Sizes } from '../model/index.ts';
import { generateArguments } from '../workloads/index.ts';
import { casesFor, heldOutCases, oracleOf, verifyExecutable, workloadCase, type Oracle, type Reference, type TestCase } from '../verify/index.ts';
import type { EvaluationKind, EvaluatorSettings } from './evaluation.ts';

/**
 * Stage 7: the compiled mutant against the float64 oracle, on hostile inputs fresh each generation and on the workload
 * itself; for a promotion on inputs that no generation sees.
 */
export interface Verifier {
  /** The inputs that a kind of evaluation is timed on, verified too. */
  workload(kind: EvaluationKind): TestCase;
  /** The worst error, as a share of the tolerance, or what was wrong. */
  verify(executable: Executable, kind: EvaluationKind, generation: number): Promise<{ readonly error: number } | Outcome>;
  /** Of the workload's inputs that were made so far, which stay. */
  bytes(): number;
}

/**
 * `interprets`: the device is an interpreter, as the host gates are. There a screening repeats little, and the large
 * inputs and the workload are left to the promotion.
 */
export function createVerifier(settings: EvaluatorSettings, reference: Reference, interprets: boolean): Verifier {
  const { signature, workload, fixed, seed } = settings;
  const oracle: Oracle = oracleOf(signature, reference);
  const draws = new Map<string, TestCase>();
  const draw = (name: string): TestCase => {
    let made = draws.get(name);
    if (!made) {
      const inputs = generateArguments(signature, workload.spec, { draw: name, directory: workload.directory });
      draws.set(name, (made = workloadCase(signature, `workload ${workload.spec.name}, ${name}`, inputs.arguments)));
    }
    return made;
  };
  let hostile: { readonly key: string; readonly cases: readonly TestCase[] } | undefined;
  const hostileFor = (kind: EvaluationKind, generation: number): readonly TestCase[] => {
    const key = kind === 'screen' ? `generation ${generation}` : 'held-out';
    if (hostile?.key !== key) hostile = { key, cases: casesOf(kind, generation) };
    return hostile.cases;
  };
  const casesOf = (kind: EvaluationKind, generation: number): readonly TestCase[] => {
    if (kind !== 'screen') return heldOutCases(signature, { fixed, seed });
    return interprets ? casesFor(signature, { fixed, seed: `${seed} screen`, generation, level: 'tiny' }) : casesFor(signature, { fixed, seed, generation });
  };
  return {
    workload: (kind) => draw(kind === 'screen' ? 'train' : 'held-out'),
    bytes: () => [...draws.values()].flatMap((each) => Object.values(each.arguments)).reduce((sum, { values }) => sum + values.byteLength, 0),
    async verify(executable, kind, generation) {
      const cases = [...hostileFor(kind, generation), ...(kind !== 'screen' ? [draw('held-out')] : interprets ? [] : [draw('train')])];
      const result = await verifyExecutable(executable, signature, cases, oracle);
      if (result.ok) return { error: result.error };
      if (result.dirty) {
        hostile = undefined; // what one kernel wrote must not be given to the next
        draws.clear();
      }
      const { kind: wrong, testCase, where, detail } = result;
      return { kind: wrong, testCase, where, detail };
    },
  };
}

/** The sizes of the static symbols in a workload. */
export function staticSizes(statics: readonly string[], sizes: Sizes): Sizes {
  return Object.fromEntries(statics.map((symbol) => [symbol, sizes[symbol]!]));
}
