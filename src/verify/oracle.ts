import type { Arguments, ArrayData, Signature, Sizes } from '../model/index.ts';
import { UserError } from '../util/errors.ts';
import { toBrain, toHalf } from '../util/scalars.ts';
import { evaluateSize, showSize } from '../util/size-expression.ts';
import { defaultTolerance, roundsBy } from './compare.ts';
import { operationOf } from './oracles/index.ts';
import type { Answer } from './oracles/operation.ts';
import type { TestCase } from './test-case.ts';

/** A user's own kernel, unmodified: the oracle of a computation that has no name. Row-major outputs. */
export type Reference = (inputs: Arguments, sizes: Sizes) => ReferenceOutputs;

export interface ReferenceOutputs {
  /** In float64. */
  readonly exact: Float64Array;
  /** With every operation rounded as the kernel's types say. */
  readonly rounded: Float64Array;
}

/** The true answer of a case. Answers are kept as long as their case, so a generation pays for each once. */
export type Oracle = (testCase: TestCase) => Answer;

/**
 * The oracle of a kernel: its operation's, or `reference` where it names none. UserError for an unknown operation, a
 * head that does not fit it, or neither operation nor reference.
 */
export function oracleOf(signature: Signature, reference?: Reference): Oracle {
  const operation = operationOf(signature);
  const answers = new WeakMap<TestCase, Answer>();
  const answer = (testCase: TestCase): Answer => {
    if (operation !== undefined) {
      const shape = signature.returns.dims.map((dim) => evaluateSize(dim, testCase.sizes));
      return operation.answer(testCase.arguments, signature.profile ?? operation.profiles[0]!, shape);
    }
    if (reference === undefined) throw new UserError(`${signature.name} names no @operation and has no reference to hold it against; name one`);
    return referenceAnswer(signature, testCase, reference(testCase.arguments, testCase.sizes));
  };
  return (testCase) => {
    const known = answers.get(testCase);
    if (known !== undefined) return known;
    const made = storedAs(signature, answer(testCase));
    answers.set(testCase, made);
    return made;
  };
}

/** The answer as the output's type holds it: what is copied is rounded, what is computed may be off by a rounding more. */
function storedAs({ returns: { scalar } }: Signature, answer: Answer): Answer {
  return scalar === 'f16' || scalar === 'bf16' ? roundCopies({ ...answer, stored: scalar }) : answer;
}

function roundCopies(answer: Answer): Answer {
  if (answer.stored === undefined) return answer;
  const round = answer.stored === 'f16' ? toHalf : toBrain;
  return { ...answer, expected: answer.expected.map((value, at) => (answer.roundings[at] === 0 ? round(value) : value)) };
}

/** The name of the output in messages. */
export function outputName(signature: Signature): string {
  return operationOf(signature)?.output ?? 'output';
}

/**
 * An answer that came with the case (`expected` of a golden file). One of f32 was rounded on its own way, so the roundings
 * are allowed twice; to one of float64 that did not happen. One more is for what its author computed otherwise, but a
 * copy is exact whoever made it. One of float16 has that type's rounding on top, whatever the kernel stores. UserError on
 * another shape.
 */
export function goldenAnswer(answer: Answer, golden: ArrayData): Answer {
  if (golden.shape.join() !== answer.shape.join()) {
    throw new UserError(`the array expected is [${golden.shape.join('][')}], but the kernel's result for these arguments is [${answer.shape.join('][')}]; give the result of the same arguments`);
  }
  const ways = golden.values instanceof Float64Array ? 1 : 2;
  const given = {
    ...answer,
    expected: Float64Array.from(golden.values as ArrayLike<number>, Number),
    roundings: answer.roundings.map((roundings) => (roundings === 0 ? 0 : ways * roundings + 1)),
  };
  if (golden.scalar !== 'f16' || answer.stored !== undefined) return roundCopies(given);
  // what a copy was rounded from is known
  const before = (value: number, at: number) => (answer.roundings[at] === 0 && toHalf(answer.expected[at]!) === value ? answer.expected[at]! : value);
  return { ...given, stored: 'f16', expected: given.expected.map(before) };
}

/**
 * Error bars where nothing is known of the terms. Each output is taken to be a sum of terms as large as itself plus the
 * root mean square of all outputs, which is what it would have been had it not cancelled; the length of the sum is
 * guessed as the longest loop that the arguments allow. Where all of them cancelled, or f16 is computed with, that is too
 * small: what rounding makes of the unmodified kernel tells. A heuristic, and generous: a kernel that names its operation
 * is checked more sharply.
 */
function referenceAnswer(signature: Signature, testCase: TestCase, { exact: expected, rounded }: ReferenceOutputs): Answer {
  const finite = expected.filter(Number.isFinite);
  const rms = Math.sqrt(finite.reduce((sum, value) => sum + value * value, 0) / Math.max(1, finite.length));
  const roundings = 2 * longestLoop(signature, testCase) + 8;
  const off = roundedOff(signature, expected, rounded);
  const usual = off.toSorted()[off.length >> 1] ?? 0;
  return {
    shape: signature.returns.dims.map((dim) => evaluateSize(dim, testCase.sizes)),
    expected,
    magnitude: expected.map((value, at) => Math.abs(value) + rms + 16 * (usual + off[at]!) / (roundings * defaultTolerance.atol)),
    roundings: new Float64Array(expected.length).fill(roundings),
  };
}

/**
 * How far rounding takes each output, beside that of its own type. An element's own says little if it is small, by luck; so
 * the usual one counts too. A few that are far off, where a float is made an integer or two are compared, free themselves alone.
 */
function roundedOff({ returns: { scalar } }: Signature, exact: Float64Array, rounded: Float64Array): Float64Array {
  return exact.map((value, at) => {
    const off = Math.abs(rounded[at]! - value) - roundsBy(scalar) * Math.abs(value);
    return off > 0 && off < Infinity ? off : 0;
  });
}

/** The longest bag, or the largest dimension that is no output dimension, no table height and no list of lookups. */
function longestLoop(signature: Signature, { sizes, arguments: inputs }: TestCase): number {
  const outer = new Set(signature.returns.dims.map(showSize));
  for (const role of Object.values(signature.roles)) if (role.kind !== 'values') outer.add(showSize(role.into));
  let longest = 1;
  for (const { name, type } of signature.parameters) {
    if (signature.roles[name]?.kind === 'offsets') {
      const offsets = inputs[name]!.values;
      for (let bag = 0; bag + 1 < offsets.length; bag++) longest = Math.max(longest, Number(offsets[bag + 1]!) - Number(offsets[bag]!));
      continue;
    }
    for (const dim of type.dims) if (!outer.has(showSize(dim))) longest = Math.max(longest, evaluateSize(dim, sizes));
  }
  return longest;
}
