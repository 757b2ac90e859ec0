import { at, f, interaction, pairAt, pooling, sum } from './kernels.ts';
import type { Compute, Pool } from './kernels.ts';

/** Correct kernels that add in other orders, as evolution makes them: none of these may ever be refused. */
interface Right {
  readonly operation: string;
  readonly name: string;
  readonly compute: Compute;
  readonly profile?: string;
}
const right = (operation: string, name: string, compute: Compute, profile?: string): Right => ({ operation, name, compute, ...(profile && { profile }) });

const accumulators = (count: number) => ({ value }: Pool, start: number, end: number, column: number) => {
  const parts = new Float32Array(count);
  for (let lookup = start; lookup < end; lookup++) parts[(lookup - start) % count] = parts[(lookup - start) % count]! + value(lookup, column);
  return sum(0, count, (part) => parts[part]!);
};
const pairwise = (start: number, end: number, term: (at: number) => number): number => {
  if (end - start <= 1) return end > start ? f(term(start)) : 0;
  const middle = (start + end) >> 1;
  return f(pairwise(start, middle, term) + pairwise(middle, end, term));
};
/** One rounding for `a * b + c`, as a fused multiply-add. */
const fused = (start: number, end: number, left: (at: number) => number, right: (at: number) => number): number => {
  let total = 0;
  for (let k = start; k < end; k++) total = f(left(k) * right(k) + total);
  return total;
};

export const rightKernels: readonly Right[] = [
  right('gather', 'plain', (inputs) => {
    const { table, indices, dim } = poolOfGather(inputs);
    return Float32Array.from({ length: indices.length * dim }, (_, x) => at(table, at(indices, Math.floor(x / dim)) * dim + (x % dim)));
  }),
  right('pool-sum', 'plain', pooling(({ value }, start, end, column) => sum(start, end, (lookup) => value(lookup, column)))),
  right('pool-sum', 'backwards', pooling(({ value }, start, end, column) => sum(0, end - start, (k) => value(end - 1 - k, column)))),
  right('pool-sum', 'pairwise', pooling(({ value }, start, end, column) => pairwise(start, end, (lookup) => value(lookup, column)))),
  right('pool-sum', 'two accumulators', pooling(accumulators(2))),
  right('pool-sum', 'eight accumulators', pooling(accumulators(8))),
  right('pool-sum', 'unrolled by 4 with a tail', pooling(({ value }, start, end, column) => {
    let total = 0;
    let lookup = start;
    for (; lookup + 4 <= end; lookup += 4) {
      total = f(total + f(f(value(lookup, column) + value(lookup + 1, column)) + f(value(lookup + 2, column) + value(lookup + 3, column))));
    }
    return f(total + sum(lookup, end, (rest) => value(rest, column)));
  })),
  right('pool-sum', 'in float64', pooling(({ value }, start, end, column) => {
    let total = 0;
    for (let lookup = start; lookup < end; lookup++) total += value(lookup, column);
    return total;
  })),
  right('pool-mean', 'sum over count', pooling(({ value }, start, end, column) => (end > start ? f(sum(start, end, (lookup) => value(lookup, column)) / (end - start)) : 0))),
  right('pool-mean', 'times a reciprocal, each term', pooling(({ value }, start, end, column) => {
    const share = f(1 / Math.max(1, end - start));
    return sum(start, end, (lookup) => f(value(lookup, column) * share));
  })),
  right('pool-max', 'from the first', pooling(({ value }, start, end, column) => {
    let largest = start < end ? value(start, column) : 0;
    for (let lookup = start + 1; lookup < end; lookup++) largest = Math.max(largest, value(lookup, column));
    return largest;
  })),
  right('pool-weighted-sum', 'plain', pooling(({ value, weights }, start, end, column) => sum(start, end, (lookup) => f(at(weights, lookup) * value(lookup, column))))),
  right('pool-weighted-sum', 'fused', pooling(({ value, weights }, start, end, column) => fused(start, end, (lookup) => at(weights, lookup), (lookup) => value(lookup, column)))),
  right('pool-weighted-mean', 'over Σw', pooling(({ value, weights }, start, end, column) => {
    const whole = sum(start, end, (lookup) => at(weights, lookup));
    return whole === 0 ? 0 : f(sum(start, end, (lookup) => f(at(weights, lookup) * value(lookup, column))) / whole);
  })),
  right('pool-weighted-mean', 'weights divided first', pooling(({ value, weights }, start, end, column) => {
    const whole = sum(start, end, (lookup) => at(weights, lookup));
    return whole === 0 ? 0 : sum(start, end, (lookup) => f(f(at(weights, lookup) / whole) * value(lookup, column)));
  })),
  right('pool-weighted-mean', 'over the count', pooling(({ value, weights }, start, end, column) =>
    f(sum(start, end, (lookup) => f(at(weights, lookup) * value(lookup, column))) / Math.max(1, end - start))), 'fbgemm'),
  right('interact-dot', 'plain', interaction(({ dim, vector, dot }, x) => (x < dim ? vector(0, x) : dot(...pairAt(x - dim))))),
  right('interact-dot', 'fused, two halves', interaction(({ dim, vector }, x) => {
    if (x < dim) return vector(0, x);
    const [i, j] = pairAt(x - dim);
    const half = dim >> 1;
    return f(fused(0, half, (k) => vector(i, k), (k) => vector(j, k)) + fused(half, dim, (k) => vector(i, k), (k) => vector(j, k)));
  })),
  right('interact-fm', 'square of sum less sum of squares', machine((count, x) => {
    const whole = sum(0, count, x);
    return f(0.5 * f(f(whole * whole) - sum(0, count, (i) => f(x(i) * x(i)))));
  })),
  right('interact-fm', 'sum over pairs', machine((count, x) => {
    let total = 0;
    for (let i = 0; i < count; i++) for (let j = 0; j < i; j++) total = f(total + f(x(i) * x(j)));
    return total;
  })),
];

/** A factorisation-machine kernel from one column's values. */
export function machine(column: (count: number, x: (field: number) => number) => number): Compute {
  return (inputs) => {
    const vectors = inputs['vectors']!.values as Float32Array;
    const [batch, count, dim] = inputs['vectors']!.shape as [number, number, number];
    return Float32Array.from({ length: batch * dim }, (_, x) =>
      column(count, (field) => at(vectors, (Math.floor(x / dim) * count + field) * dim + (x % dim))));
  };
}

export function poolOfGather(inputs: Parameters<Compute>[0]) {
  const [rows, dim] = inputs['table']!.shape as [number, number];
  return { table: inputs['table']!.values as Float32Array, indices: inputs['indices']!.values as Int32Array, rows, dim };
}
