import type { TypedKernel } from '../dialect/index.ts';
import type { Arguments, Kernel, SizeExpression, Sizes } from '../model/index.ts';
import { UserError } from '../util/errors.ts';
import { evaluate } from '../util/size-expression.ts';
import { prepare } from './compile.ts';
import type { FoundFault } from './fault.ts';
import { ENDLESS, launch } from './launch.ts';

/** One launch to try a kernel on, named by what is nasty about it. */
export interface SanitizeCase {
  readonly name: string;
  readonly sizes: Sizes;
  readonly arguments: Arguments;
}

export interface SanitizeOptions {
  /** What the base's threads took on each case, in the order of the cases: see `stepsOf`. */
  readonly budgets?: readonly number[];
}

/** What a kernel that breaks no rule computed: the output of each case, and the loop iterations of its longest thread. */
export interface Sane {
  readonly ok: true;
  readonly outputs: readonly Float32Array[];
  readonly steps: readonly number[];
}

/** The first fault, and the name of the case that shows it. */
export type SanitizeFault = FoundFault & { readonly testCase: string };

/** Loop iterations of a thread where there is no base to go by: some for each value that it could look at. */
const unbudgeted = (inputs: Arguments): number => 10_000 + 20 * Math.max(0, ...Object.values(inputs).map(({ values }) => values.length));

/**
 * A mutant may take 20 times the base's iterations, and where the base has next to nothing to do a thousand and two for each of
 * the largest size: it may look for what the base knows. A thread of a grid kernel may do so for each of the elements that fall to it.
 */
function allowed(typed: TypedKernel, base: number | undefined, inputs: Arguments, sizes: Sizes): number {
  if (base === undefined) return unbudgeted(inputs);
  return 20 * base + 1000 + 2 * Math.max(0, ...Object.values(sizes)) + 20 * (base + 1) * (elementsPerThread(typed.kernel, sizes) - 1);
}

function elementsPerThread({ signature, body: { launch } }: Kernel, sizes: Sizes): number {
  if (!launch) return 1;
  const product = (extents: readonly SizeExpression[]) => extents.reduce((all, extent) => all * evaluate(extent, sizes), 1);
  return Math.max(1, Math.ceil(product(signature.returns.dims) / Math.max(1, product(launch.block) * product(launch.grid))));
}

/**
 * Runs a kernel on every case in f32, until one shows a fault: out of bounds in any dimension, a local read before it
 * has a value, an endless loop, an element never written, integer arithmetic that leaves i32; in grid kernels races,
 * barriers that not all reach, misaligned vectors, shared memory that nobody filled, and launches that are impossible with
 * a case's sizes (`unsupported`; see `launchProblem`, which needs no case). The outputs are what a device would compute, up to contraction, so that a comparison with the oracle needs no second run.
 */
export function sanitize(typed: TypedKernel, cases: readonly SanitizeCase[], options: SanitizeOptions = {}): Sane | SanitizeFault {
  const prepared = prepare(typed, 'f32');
  const outputs: Float32Array[] = [];
  const steps: number[] = [];
  for (const [at, { name, sizes, arguments: inputs }] of cases.entries()) {
    const budget = allowed(typed, options.budgets?.[at], inputs, sizes);
    const result = launch(prepared, (elements) => new Float32Array(elements), inputs, sizes, { budget, caseName: name });
    if (!result.ok) return { ...result, testCase: name };
    outputs.push(result.output);
    steps.push(result.steps);
  }
  return { ok: true, outputs, steps };
}

/**
 * Loop iterations of the longest thread in each case: what the budgets of mutants are scaled from.
 * @throws UserError where the kernel has a fault itself
 */
export function stepsOf(typed: TypedKernel, cases: readonly SanitizeCase[]): readonly number[] {
  const result = sanitize(typed, cases, { budgets: cases.map(() => ENDLESS / 20) });
  if (result.ok) return result.steps;
  throw new UserError(`${typed.kernel.signature.name} is ${result.kind === 'arithmetic' ? 'wrong in its arithmetic' : result.kind}: ${result.detail}; mend the kernel first`);
}
