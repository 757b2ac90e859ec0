import type { ArrayData, Scalar } from '../model/index.ts';
import type { Answer } from './oracles/operation.ts';

/**
 * Is an output right? Each element is held against its own error bars, with absolute values on both sides, so no sign
 * can turn a wrong answer into a small one (GEVO divided by the signed reference: −5 expected, 999 got, passed).
 *
 *     |got − expected| ≤ rtol · |expected| + atol · (roundings · magnitude + |expected|) + underflow
 *
 * and, where the output is stored as f16 or bf16, that type's one rounding on top (2⁻¹¹, 2⁻⁸ of what is rounded).
 *
 * `atol` is the absolute part, in units of the sum of absolute values behind the element (see Answer). What has no
 * rounding is a copy and exact to the bit, but for the sign of 0 and a subnormal that the device takes for 0; only an
 * `rtol` of the caller's own gives it room.
 */
export interface Tolerance {
  readonly rtol: number;
  readonly atol: number;
}

const UNIT_ROUNDOFF = 2 ** -24;
const ULP = 2 * UNIT_ROUNDOFF;
/** Devices may flush subnormals to zero, inputs and results alike: each rounding may lose the smallest normal f32. */
const SMALLEST_NORMAL = 2 ** -126;

/** What a type rounds by, relative to the value; half the step of its subnormals; from which magnitude on it is infinite. */
const storage = {
  f32: { unit: 0, subnormal: 0, infinite: (2 - 2 ** -23) * 2 ** 127 },
  f16: { unit: 2 ** -11, subnormal: 2 ** -25, infinite: 65520 },
  bf16: { unit: 2 ** -8, subnormal: 2 ** -134, infinite: (2 - 2 ** -8) * 2 ** 127 },
} as const;

/** The share of a value that an output's type may take or add as it is stored; f32's rounding is one of those that count. */
export const roundsBy = (scalar: Scalar): number => (scalar === 'f16' || scalar === 'bf16' ? storage[scalar].unit : 0);

/** Twice the unit roundoff for each rounding: pays for the terms of second order and for adders that are faithful rather than exact. */
export const defaultTolerance: Tolerance = { rtol: 0, atol: ULP };

export type Comparison =
  | { readonly ok: true; readonly error: number }
  | { readonly ok: false; readonly error: number; readonly where: string; readonly detail: string };

/**
 * Compares an output with its answer. `error` is the objective of the search: the largest |got − expected| as a share of
 * what is allowed; 0 is exact, 1 just passes, Infinity is an element that is no number. Where it fails, `where` names
 * the first wrong element.
 */
export function compareOutputs(
  answer: Answer, actual: ArrayData, options: { readonly tolerance?: Tolerance; readonly name?: string } = {},
): Comparison {
  const { rtol, atol } = options.tolerance ?? defaultTolerance;
  const name = options.name ?? 'output';
  const { expected, shape } = answer;
  if (actual.shape.join() !== shape.join() || actual.values.length !== expected.length) {
    const got = `[${actual.shape.join('][')}] of ${actual.values.length} values`;
    return { ok: false, error: Infinity, where: name, detail: `got shape ${got}, expected [${shape.join('][')}] of ${expected.length}` };
  }
  const values = actual.values as ArrayLike<number>;
  let [error, wrong, first] = [0, 0, -1];
  for (let at = 0; at < expected.length; at++) {
    const [got, want] = [values[at]!, expected[at]!];
    if (got === want || Object.is(got, want) || sameOverflow(answer, got, want)) continue; // 0 is -0, and NaN is NaN
    const difference = Math.abs(got - want);
    const allowed = allowedAt(answer, at, rtol, atol);
    if (!(difference <= allowed)) { // so written, NaN is wrong
      wrong++;
      if (first < 0) first = at;
    }
    const share = difference / allowed;
    error = Math.max(error, Number.isNaN(share) ? Infinity : share);
  }
  if (wrong === 0) return { ok: true, error };
  const others = wrong > 1 ? `; ${wrong} of ${expected.length} elements are wrong` : '';
  return { ok: false, error, where: elementName(name, shape, first), detail: describe(values[first]!, expected[first]!) + others };
}

/** How far each element of an output may be off: the right side of the inequality above. */
export function allowedErrors(answer: Answer, { rtol, atol }: Tolerance = defaultTolerance): Float64Array {
  return answer.expected.map((_, at) => allowedAt(answer, at, rtol, atol));
}

function allowedAt({ expected, magnitude, roundings, stored }: Answer, at: number, rtol: number, atol: number): number {
  const size = Math.abs(expected[at]!);
  if (roundings[at] === 0) return rtol * size + (size < SMALLEST_NORMAL ? size : 0);
  const computed = rtol * size + atol * (roundings[at]! * magnitude[at]! + size) + (roundings[at]! + 1) * SMALLEST_NORMAL;
  const { unit, subnormal } = storage[stored ?? 'f32'];
  return computed + unit * (size + computed) + subnormal;
}

/** `pooled[3][17]` for a flat position. */
export function elementName(name: string, shape: readonly number[], at: number): string {
  const indices: number[] = [];
  let rest = at;
  for (const size of [...shape].reverse()) {
    indices.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return `${name}${indices.map((index) => `[${index}]`).join('')}`;
}

/** What float64 holds and the output's type cannot is an infinity of the same sign there; NaN is right only where NaN is expected. */
function sameOverflow({ stored }: Answer, got: number, want: number): boolean {
  return Math.abs(want) > storage[stored ?? 'f32'].infinite && got === Math.sign(want) * Infinity;
}

function describe(got: number, want: number): string {
  const shown = Number.isFinite(want) ? Number(want.toPrecision(9)) : want;
  if (Number.isNaN(got)) return `got NaN, expected ${shown}: the element was never written, or NaN went into it, as rows are that no lookup asks for`;
  return `got ${Number.isFinite(got) ? Number(got.toPrecision(9)) : got}, expected ${shown}`;
}
