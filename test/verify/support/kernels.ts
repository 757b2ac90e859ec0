import type { Arguments } from '../../../src/model/index.ts';

/**
 * Kernels as plain functions, in f32, as a device computes: reading outside an array gives 0 (robust access), an element
 * that is not written stays NaN.
 */
export type Compute = (inputs: Arguments) => Float32Array;

export const f = Math.fround;
export const at = (values: ArrayLike<number>, index: number): number => values[index] ?? 0;

export interface Pool {
  readonly table: ArrayLike<number>;
  readonly indices: ArrayLike<number>;
  readonly offsets: ArrayLike<number>;
  readonly weights: ArrayLike<number>;
  readonly bags: number;
  readonly dim: number;
  readonly rows: number;
  /** table[indices[lookup]][column] */
  value(lookup: number, column: number): number;
}

/** A pooling kernel from what one thread does for its element. */
export function pooling(thread: (pool: Pool, start: number, end: number, column: number, bag: number) => number): Compute {
  return (inputs) => {
    const pool = poolOf(inputs);
    const out = new Float32Array(pool.bags * pool.dim);
    for (let bag = 0; bag < pool.bags; bag++) {
      for (let column = 0; column < pool.dim; column++) {
        out[bag * pool.dim + column] = thread(pool, at(pool.offsets, bag), at(pool.offsets, bag + 1), column, bag);
      }
    }
    return out;
  };
}

export function poolOf(inputs: Arguments): Pool {
  const numbers = (name: string) => (inputs[name]?.values ?? []) as ArrayLike<number>;
  const [table, indices, offsets] = [numbers('table'), numbers('indices'), numbers('offsets')];
  const [rows, dim] = inputs['table']!.shape as [number, number];
  return {
    table, indices, offsets, weights: numbers('weights'), bags: offsets.length - 1, dim, rows,
    value: (lookup, column) => at(table, at(indices, lookup) * dim + column),
  };
}

/** Plain left-to-right sum of `term` over lookups, rounded at every step. */
export function sum(start: number, end: number, term: (lookup: number) => number): number {
  let total = 0;
  for (let lookup = start; lookup < end; lookup++) total = f(total + term(lookup));
  return total;
}

/** A dot-interaction kernel from what one thread does for output element `x` of a sample. */
export function interaction(element: (sample: Sample, x: number) => number): Compute {
  return (inputs) => {
    const dense = inputs['dense']!.values as Float32Array;
    const sparse = inputs['sparse']!.values as Float32Array;
    const [batch, fields, dim] = inputs['sparse']!.shape as [number, number, number];
    const width = dim + ((fields + 1) * fields) / 2;
    const out = new Float32Array(batch * width);
    for (let b = 0; b < batch; b++) {
      const vector = (i: number, k: number) => (i === 0 ? at(dense, b * dim + k) : at(sparse, (b * fields + i - 1) * dim + k));
      const dot = (i: number, j: number, from = 0, to = dim) => sum(from, to, (k) => f(vector(i, k) * vector(j, k)));
      for (let x = 0; x < width; x++) out[b * width + x] = element({ fields, dim, vector, dot }, x);
    }
    return out;
  };
}

export interface Sample {
  readonly fields: number;
  readonly dim: number;
  vector(i: number, k: number): number;
  dot(i: number, j: number, from?: number, to?: number): number;
}

/** The pair (row, column) at a place of the strict lower triangle, row by row. */
export function pairAt(place: number): [number, number] {
  let row = 1;
  while (place >= row) place -= row++;
  return [row, place];
}
