import type { ZipfFit } from '../../model/index.ts';

/**
 * Zipf-Mandelbrot, P(k) = (k + q)^−α / H with H = Σ (j + q)^−α over ranks 1 … N, fitted to use counts by maximum likelihood:
 * the multinomial log-likelihood −α Σ n_k ln(k + q) − L ln H of L accesses, n_k of them to the k-th most used row. Ranks are
 * those of the counts themselves and N is the rows that occur: it describes what was seen. Of what it was drawn from a trace
 * of few lookups a row sees but a part of the tail, whose rows look alike, and comes out flatter: of 50,000 rows with α 1.05 and
 * q 3, 3,000,000 lookups give 1.05 and 3.1, 300,000 give 1.03 and 2.6, and 5,000 give 0.78 and 0.5.
 *
 * For a given q the likelihood is concave in α (an exponential family): Newton finds it. The profile over ln(1 + q) is then
 * searched on a grid and by golden section.
 * @param counts uses of each row, most used first; all > 0
 */
export function fitZipf(counts: Int32Array): ZipfFit | null {
  const runs = runsOf(counts);
  if (runs.length === 0 || counts.length < 3) return null;
  const lookups = runs.reduce((sum, run) => sum + run.uses * (run.last - run.first + 1), 0);
  const at = (logShift: number) => bestAlpha(runs, lookups, Math.exp(logShift) - 1);
  const highest = Math.log(1 + counts.length);
  const grid = Array.from({ length: 25 }, (_, step) => (highest * step) / 24);
  const best = grid.reduce((a, b) => (at(a).logLikelihood >= at(b).logLikelihood ? a : b));
  const found = at(goldenSection((point) => at(point).logLikelihood, Math.max(0, best - highest / 24), Math.min(highest, best + highest / 24)));
  const { alpha, shift, logLikelihood } = at(0).logLikelihood >= found.logLikelihood ? at(0) : found;
  return { alpha, shift, logLikelihood, distance: distanceOf(runs, lookups, alpha, shift) };
}

/** Ranks first … last have the same count. */
interface Run {
  readonly first: number;
  readonly last: number;
  readonly uses: number;
}

function runsOf(counts: Int32Array): Run[] {
  const runs: Run[] = [];
  for (let first = 0, end = 0; first < counts.length; first = end) {
    while (end < counts.length && counts[end] === counts[first]) end++;
    runs.push({ first: first + 1, last: end, uses: counts[first]! });
  }
  return runs;
}

function bestAlpha(runs: readonly Run[], lookups: number, shift: number): { alpha: number; shift: number; logLikelihood: number } {
  const ranks = runs.at(-1)!.last;
  const meanLog = runs.reduce((sum, { first, last, uses }) => sum + uses * sumOver(first, last, (k) => Math.log(k + shift), (from, to) => areaOfLog(to + shift) - areaOfLog(from + shift)), 0) / lookups;
  let alpha = 1;
  for (let round = 0; round < 60; round++) {
    const [zeroth, first, second] = moments(ranks, alpha, shift);
    const mean = first / zeroth;
    const step = (mean - meanLog) / (second / zeroth - mean * mean);
    // Newton may overshoot from afar: half of α is as far as one step goes down
    alpha = Math.min(20, Math.max(alpha / 2, alpha + step));
    if (Math.abs(step) < 1e-9 || alpha < 1e-9) break;
  }
  return { alpha, shift, logLikelihood: -alpha * meanLog - Math.log(moments(ranks, alpha, shift)[0]) };
}

/** Σ (k + q)^−α ln^m (k + q) over ranks 1 … N for m = 0, 1, 2. */
function moments(ranks: number, alpha: number, shift: number): [number, number, number] {
  const integral = (power: number) => (from: number, to: number) => logIntegral(Math.log(from + shift), Math.log(to + shift), 1 - alpha, power);
  const term = (power: number) => (k: number) => (k + shift) ** -alpha * Math.log(k + shift) ** power;
  return [0, 1, 2].map((power) => sumOver(1, ranks, term(power), integral(power))) as [number, number, number];
}

/** ∫ ln x dx. */
const areaOfLog = (x: number) => x * (Math.log(x) - 1);

/** ∫ x^(s−1) ln^m x dx from e^low to e^high, m ≤ 2: begun at low, so that areas far out keep their digits. */
function logIntegral(low: number, high: number, s: number, power: number): number {
  const part = (m: number) => exponentialMoment(high - low, s, m);
  const inner = power === 0 ? part(0) : power === 1 ? part(1) + low * part(0) : part(2) + 2 * low * part(1) + low * low * part(0);
  return Math.exp(s * low) * inner;
}

/** ∫ v^m e^(sv) dv from 0 to u; by its series where s u is small and the closed form would lose its digits. */
function exponentialMoment(u: number, s: number, m: number): number {
  if (Math.abs(s * u) < 0.5) {
    let sum = 0;
    let factor = u ** (m + 1);
    for (let n = 0; n < 16; n++) {
      sum += factor / (m + n + 1);
      factor *= (s * u) / (n + 1);
    }
    return sum;
  }
  const e = Math.exp(s * u);
  return m === 0 ? (e - 1) / s : (u ** m * e - m * exponentialMoment(u, s, m - 1)) / s;
}

/** Terms of a smooth function summed: short stretches and the first 256 one by one, the rest by Euler-Maclaurin (integral, ends, slopes). */
function sumOver(first: number, last: number, term: (k: number) => number, integral: (from: number, to: number) => number): number {
  let sum = 0;
  let k = first;
  for (; k <= last && (k < 256 || last - first < 16); k++) sum += term(k);
  if (k > last) return sum;
  const slope = (at: number) => term(at + 0.5) - term(at - 0.5);
  return sum + integral(k, last) + (term(k) + term(last)) / 2 + (slope(last) - slope(k)) / 12;
}

/** Largest difference between the shares of accesses by the first k rows, measured and fitted (Kolmogorov-Smirnov). */
function distanceOf(runs: readonly Run[], lookups: number, alpha: number, shift: number): number {
  const total = moments(runs.at(-1)!.last, alpha, shift)[0];
  let [measured, fitted, worst] = [0, 0, 0];
  for (const { first, last, uses } of runs) {
    measured += (uses * (last - first + 1)) / lookups;
    fitted += sumOver(first, last, (k) => (k + shift) ** -alpha, (from, to) => logIntegral(Math.log(from + shift), Math.log(to + shift), 1 - alpha, 0)) / total;
    worst = Math.max(worst, Math.abs(measured - fitted));
  }
  return worst;
}

/** The place of a maximum between two bounds. */
function goldenSection(height: (at: number) => number, low: number, high: number): number {
  const ratio = (Math.sqrt(5) - 1) / 2;
  let [a, b] = [low, high];
  let [left, right] = [b - ratio * (b - a), a + ratio * (b - a)];
  let [heightLeft, heightRight] = [height(left), height(right)];
  while (b - a > 1e-6) {
    if (heightLeft >= heightRight) {
      [b, right, heightRight] = [right, left, heightLeft];
      left = b - ratio * (b - a);
      heightLeft = height(left);
    } else {
      [a, left, heightLeft] = [left, right, heightRight];
      right = a + ratio * (b - a);
      heightRight = height(right);
    }
  }
  return (a + b) / 2;
}
