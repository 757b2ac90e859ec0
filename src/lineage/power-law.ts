import { quantile } from 'simple-statistics';
import type { Interval, Random } from '../model/index.ts';

/**
 * y = alpha · x^exponent + constant, with alpha and the constant at least 0, fitted by least squares of the relative
 * residuals: times differ by orders of magnitude, and 1 % is 1 % at either end. Given the exponent the rest is a line, so
 * the search is over one number. Intervals (95 %) by bootstrap: the residuals are dealt out anew, in blocks where they
 * hang together, and everything is fitted again.
 *
 * The form is that of scaling laws of recommendation models (Ardalani et al., arXiv 2208.08489): what more of x brings
 * shrinks by a power, towards a floor that no x passes.
 */
export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface PowerLawOptions {
  /** `falling`: the exponent is below 0; `rising`: above. */
  readonly direction: 'falling' | 'rising';
  readonly random: Random;
  /** Residuals that follow one another and belong together, 1 where each stands alone. */
  readonly block?: number;
}

export interface PowerLaw {
  readonly alpha: Interval;
  readonly exponent: Interval;
  readonly constant: Interval;
  /** Root mean square of the relative residuals: 0.01 = 1 %. */
  readonly error: number;
  /** Any figure of the curve, with its interval. */
  figure(of: (curve: (x: number) => number) => number): Interval;
}

interface Curve {
  readonly alpha: number;
  readonly exponent: number;
  readonly constant: number;
}

const resamples = 400;
const exponents = { falling: [-3, -0.02], rising: [0.02, 4] } as const;
/** Places at which the range of exponents is first looked at. */
const gridSteps = 24;

/** Undefined for fewer than four points, or fewer than three different values: any curve would fit. All x and y above 0. */
export function fitPowerLaw(points: readonly Point[], { direction, random, block = 1 }: PowerLawOptions): PowerLaw | undefined {
  if (points.length < 4 || new Set(points.map(({ y }) => y)).size < 3) return undefined;
  const best = fit(points, direction);
  const fitted = points.map(({ x }) => valueAt(best, x));
  const residuals = points.map(({ y }, at) => y / fitted[at]! - 1);
  const widened = widening(points.length - 3) * Math.sqrt(points.length / (points.length - 3));
  const curves = Array.from({ length: resamples }, () => {
    const dealt = deal(residuals, block, random);
    return fit(points.map(({ x }, at) => ({ x, y: fitted[at]! * Math.max(1e-3, 1 + widened * dealt[at]!) })), direction);
  });
  const interval = (of: (curve: Curve) => number): Interval => {
    const values = curves.map(of);
    const estimate = of(best);
    return { estimate, low: Math.min(estimate, quantile(values, 0.025)), high: Math.max(estimate, quantile(values, 0.975)) };
  };
  return {
    alpha: interval(({ alpha }) => alpha),
    exponent: interval(({ exponent }) => exponent),
    constant: interval(({ constant }) => constant),
    error: Math.sqrt(residuals.reduce((sum, residual) => sum + residual ** 2, 0) / residuals.length),
    figure: (of) => interval((curve) => of((x) => valueAt(curve, x))),
  };
}

function valueAt({ alpha, exponent, constant }: Curve, x: number): number {
  return alpha * x ** exponent + constant;
}

/** The best exponent of a grid that is finer near 0, then by golden section between its neighbours. */
function fit(points: readonly Point[], direction: PowerLawOptions['direction']): Curve {
  const [first, last] = exponents[direction];
  const sign = Math.sign(first);
  const [nearest, farthest] = [Math.min(Math.abs(first), Math.abs(last)), Math.max(Math.abs(first), Math.abs(last))];
  const exponentAt = (step: number) => sign * nearest * (farthest / nearest) ** (step / gridSteps);
  const lossAt = (step: number) => lossOf(lineGiven(points, exponentAt(step)), points);
  let at = 0;
  for (let step = 1; step <= gridSteps; step++) if (lossAt(step) < lossAt(at)) at = step;
  let [low, high] = [Math.max(0, at - 1), Math.min(gridSteps, at + 1)];
  const golden = (Math.sqrt(5) - 1) / 2;
  while (high - low > 1e-3) {
    const [left, right] = [high - golden * (high - low), low + golden * (high - low)];
    if (lossAt(left) <= lossAt(right)) high = right;
    else low = left;
  }
  const refined = (low + high) / 2;
  return lineGiven(points, exponentAt(lossAt(refined) <= lossAt(at) ? refined : at));
}

/** Alpha and constant for an exponent: weighted least squares, neither below 0. */
function lineGiven(points: readonly Point[], exponent: number): Curve {
  let [uu, u1, uy, one, y1] = [0, 0, 0, 0, 0];
  for (const { x, y } of points) {
    const weight = 1 / y ** 2;
    const u = x ** exponent;
    uu += weight * u * u;
    u1 += weight * u;
    uy += weight * u * y;
    one += weight;
    y1 += weight * y;
  }
  const determinant = uu * one - u1 * u1;
  const alpha = (uy * one - y1 * u1) / determinant;
  const constant = (uu * y1 - u1 * uy) / determinant;
  if (determinant > 0 && alpha >= 0 && constant >= 0) return { alpha, exponent, constant };
  const [proportional, flat] = [{ alpha: uy / uu, exponent, constant: 0 }, { alpha: 0, exponent, constant: y1 / one }];
  return lossOf(proportional, points) <= lossOf(flat, points) ? proportional : flat;
}

function lossOf(curve: Curve, points: readonly Point[]): number {
  return points.reduce((sum, { x, y }) => sum + (valueAt(curve, x) / y - 1) ** 2, 0);
}

/**
 * How much wider an interval must be whose spread is told by so few residuals beyond the three figures fitted: the
 * quantile of Student's t over the normal one (Cornish–Fisher).
 */
function widening(degrees: number): number {
  const z = 1.96;
  return 1 + (z ** 2 + 1) / (4 * degrees) + (5 * z ** 4 + 16 * z ** 2 + 3) / (96 * degrees ** 2);
}

/** As many values, drawn with replacement in blocks that follow one another, the last followed by the first. */
function deal(values: readonly number[], block: number, random: Random): number[] {
  const dealt: number[] = [];
  while (dealt.length < values.length) {
    const start = random.below(values.length);
    for (let at = 0; at < block && dealt.length < values.length; at++) dealt.push(values[(start + at) % values.length]!);
  }
  return dealt;
}
