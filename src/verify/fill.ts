import type { Random, RowLayout } from '../model/index.ts';
import type { IndexPattern, ValuePattern } from './hostile-plans.ts';

/**
 * Fills arrays so that mistakes show. Every cell of a table has its own magnitude: a permutation of evenly spaced steps
 * through [1, 2), jittered, so no two are near each other, and signs are drawn apart. A kernel that reads the wrong row,
 * shifts a column, drops a term or loses a sign then gives another result, far outside the tolerance.
 *
 * No value but 0 is smaller than 2⁻¹⁰⁰, since devices may flush what is smaller. `room.mild`: values are a sixteenth, the
 * large patterns not so large, since products and sums of them must fit f16.
 */
export function fillValues(count: number, pattern: ValuePattern, random: Random, { smallest, largest, mild = false }: Room): Float32Array {
  const [base, spread] = mild ? [2, 5] : [200, 13];
  const scale = mild && pattern !== 'small' ? 1 / 16 : 1;
  const order = random.shuffle(Array.from({ length: count }, (_, at) => at));
  return Float32Array.from(order, (rank, at) => {
    const distinct = scale * (1 + (rank + 0.25 + 0.5 * random.unit()) / count);
    const sign = random.chance(0.5) ? 1 : -1;
    switch (pattern) {
      case 'distinct': return sign * distinct;
      case 'negative': return -distinct;
      case 'zeros': return random.chance(0.3) ? 0 : sign * distinct;
      // neighbours nearly annul each other: sums are small beside their terms
      case 'cancelling': return (at % 2 === 0 ? 1 : -1) * (scale * base + distinct);
      case 'magnitudes': return sign * distinct * 2 ** (random.below(spread) - (spread >> 1));
      // what is taken for 0 below a threshold shows, and what is cut off above one; or a maximum that starts too high
      case 'small': return sign * distinct * 2 ** (-8 - random.below(-7 - smallest));
      case 'large': return (random.chance(0.75) ? -1 : 1) * distinct * 2 ** (random.chance(0.5) ? largest : random.below(largest + 1));
    }
  });
}

/** Exponents of two of the smallest and the largest values, so that what is computed of them fits. */
export interface Room {
  readonly smallest: number;
  readonly largest: number;
  /** What is computed is stored as f16, which ends at 65,504. */
  readonly mild?: boolean;
}

/** Weights with negative ones, zeros and ones among them; see steadyWeights for bags. All are times `scale`. */
export function fillWeights(count: number, random: Random, scale = 1): Float32Array {
  return Float32Array.from({ length: count }, () => {
    const kind = random.below(6);
    if (kind === 0) return 0;
    if (kind === 1) return scale;
    return scale * (kind === 2 ? -1 : 1) * (0.25 + random.unit());
  });
}

/** Changes one weight of each bag whose weights nearly annul each other, so that dividing by their sum stays sound. */
export function steadyWeights(weights: Float32Array, offsets: ArrayLike<number>, scale = 1): void {
  for (let bag = 0; bag + 1 < offsets.length; bag++) {
    const [start, end] = [offsets[bag]!, offsets[bag + 1]!];
    const own = weights.subarray(start, end);
    const sum = own.reduce((total, weight) => total + weight, 0);
    const absolute = own.reduce((total, weight) => total + Math.abs(weight), 0);
    if (own.length > 0 && Math.abs(sum) <= absolute / 4) weights[start] = weights[start]! + (sum < 0 ? -1 : 1) * (absolute + scale / 2);
  }
}

/** Takes their weights from some bags, whose sum to divide by is 0 then. */
export function dropWeights(weights: Float32Array, offsets: ArrayLike<number>, random: Random): void {
  for (let bag = 0; bag + 1 < offsets.length; bag++) if (random.chance(0.15)) weights.fill(0, offsets[bag]!, offsets[bag + 1]!);
}

/**
 * Gives half of the rows a scale and a bias of other magnitudes: subnormal ones, zeros of either sign, and unless `mild` large
 * ones. What is decoded by hand goes wrong there.
 */
export function varyHeads(layout: RowLayout, table: Uint8Array, bytes: number, random: Random, mild: boolean): void {
  const view = new DataView(table.buffer);
  const largest = mild ? 12 : 30;
  const half = () => (random.below(2) << 15) | (random.chance(0.3) ? 0 : (random.chance(0.3) ? 0 : 1 + random.below(largest)) << 10 | random.below(1024));
  const single = () => (random.chance(0.2) ? 0 : (random.chance(0.5) ? 1 : -1) * (1 + random.unit()) * 2 ** ((mild ? -4 : 8) - random.below(mild ? 20 : 32)));
  for (let start = 0; start < table.length; start += bytes) {
    if (random.chance(0.5)) continue;
    if (layout === 'int8-tail') {
      view.setFloat32(start + bytes - 8, single(), true);
      view.setFloat32(start + bytes - 4, single(), true);
    } else {
      view.setUint16(start, half(), true);
      view.setUint16(start + 2, half(), true);
    }
  }
}

/** Row numbers in [0, rows). `rows` is at least 1 wherever there is a lookup. */
export function fillIndices(count: number, rows: number, pattern: IndexPattern, random: Random): Int32Array {
  const drawn = Int32Array.from({ length: count }, () => random.below(rows));
  switch (pattern) {
    case 'random': return drawn;
    case 'spread': {
      const every = random.shuffle(Array.from({ length: rows }, (_, row) => row));
      return drawn.map((_, at) => every[at % rows]!);
    }
    case 'equal': return drawn.fill(random.below(rows));
    case 'ends': return drawn.map((_, at) => (at % 2 === 0 ? rows - 1 : 0));
    case 'duplicates': return drawn.map((_, at) => drawn[at - (at % 2)]!);
    case 'reversed': return drawn.sort().reverse();
  }
}

/** Puts −1 for one row number in four and, if any may occur, one that lies outside for one in eight. */
export function prune(indices: Int32Array, rows: number, random: Random, outside: 'pruned' | 'any'): void {
  indices.forEach((_, at) => {
    const kind = random.below(8);
    if (kind < 2) indices[at] = -1;
    if (kind === 2 && outside === 'any') indices[at] = random.pick([rows, rows + 1, rows + 1000, -2, -7, 2 ** 31 - 1, -(2 ** 31)]);
  });
}

/** CSR bounds of bags with these lengths. */
export function offsetsOf(lengths: readonly number[]): Int32Array {
  const offsets = new Int32Array(lengths.length + 1);
  lengths.forEach((length, bag) => { offsets[bag + 1] = offsets[bag]! + length; });
  return offsets;
}
