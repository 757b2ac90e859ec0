import { at, f, interaction, pairAt, pooling, poolOf, sum } from './kernels.ts';
import type { Compute, Pool } from './kernels.ts';
import { machine, poolOfGather } from './right-kernels.ts';

/** Known-wrong kernels, each one slip of the kind that evolution and people make: every one must be caught. */
type Wrong = readonly [operation: string, name: string, compute: Compute];

const plain = ({ value }: Pool, start: number, end: number, column: number) => sum(start, end, (lookup) => value(lookup, column));
const skipTail = (by: number) => pooling((pool, start, end, column) => plain(pool, start, start + Math.floor((end - start) / by) * by, column));
const weighted = ({ value, weights }: Pool, start: number, end: number, column: number) =>
  sum(start, end, (lookup) => f(at(weights, lookup) * value(lookup, column)));
const largest = ({ value }: Pool, start: number, end: number, column: number, from: number) => {
  let best = from;
  for (let lookup = start; lookup < end; lookup++) best = Math.max(best, value(lookup, column));
  return best;
};
const gather = (element: (gathered: ReturnType<typeof poolOfGather>, lookup: number, column: number) => number): Compute => (inputs) => {
  const all = poolOfGather(inputs);
  return Float32Array.from({ length: all.indices.length * all.dim }, (_, x) => element(all, Math.floor(x / all.dim), x % all.dim));
};

const gathers: Wrong[] = [
  ['gather', 'row one too far', gather(({ table, indices, dim }, lookup, column) => at(table, (at(indices, lookup) + 1) * dim + column))],
  ['gather', 'last row clamped off', gather(({ table, indices, rows, dim }, lookup, column) => at(table, Math.min(at(indices, lookup), rows - 2) * dim + column))],
  ['gather', 'first lookup for all', gather(({ table, indices, dim }, _, column) => at(table, at(indices, 0) * dim + column))],
  ['gather', 'column shifted', gather(({ table, indices, dim }, lookup, column) => at(table, at(indices, lookup) * dim + ((column + 1) % dim)))],
  ['gather', 'no indirection', gather(({ table, dim }, lookup, column) => at(table, lookup * dim + column))],
  ['gather', 'last column never written', gather(({ table, indices, dim }, lookup, column) => (column === dim - 1 && dim > 1 ? NaN : at(table, at(indices, lookup) * dim + column)))],
  ['gather', 'width cut to a multiple of 4', gather(({ table, indices, dim }, lookup, column) => (column < dim - (dim % 4) ? at(table, at(indices, lookup) * dim + column) : 0))],
  ['gather', 'last lookup left 0', gather(({ table, indices, dim }, lookup, column) => (lookup === indices.length - 1 ? 0 : at(table, at(indices, lookup) * dim + column)))],
];

const sums: Wrong[] = [
  ['pool-sum', 'row one too far', pooling(({ table, indices, dim }, start, end, column) => sum(start, end, (lookup) => at(table, (at(indices, lookup) + 1) * dim + column)))],
  ['pool-sum', 'row one too near', pooling(({ table, indices, dim }, start, end, column) => sum(start, end, (lookup) => at(table, (at(indices, lookup) - 1) * dim + column)))],
  ['pool-sum', 'tail of 2 skipped', skipTail(2)],
  ['pool-sum', 'tail of 4 skipped', skipTail(4)],
  ['pool-sum', 'tail of 8 skipped', skipTail(8)],
  ['pool-sum', 'tail of 32 skipped', skipTail(32)],
  ['pool-sum', 'at most 32 lookups', pooling((pool, start, end, column) => plain(pool, start, Math.min(end, start + 32), column))],
  ['pool-sum', 'at most 31 lookups', pooling((pool, start, end, column) => plain(pool, start, Math.min(end, start + 31), column))],
  ['pool-sum', 'first lookup only', pooling((pool, start, end, column) => plain(pool, start, Math.min(end, start + 1), column))],
  ['pool-sum', 'first lookup dropped', pooling((pool, start, end, column) => plain(pool, start + 1, end, column))],
  ['pool-sum', 'last lookup dropped', pooling((pool, start, end, column) => plain(pool, start, end - 1, column))],
  ['pool-sum', 'at least one lookup', pooling((pool, start, end, column) => plain(pool, start, Math.max(end, start + 1), column))],
  ['pool-sum', 'end inclusive', pooling((pool, start, end, column) => plain(pool, start, end + 1, column))],
  ['pool-sum', 'bag end of the next bag', pooling((pool, start, _, column, bag) => plain(pool, start, at(pool.offsets, bag + 2), column))],
  ['pool-sum', 'always from the first lookup', pooling((pool, _, end, column) => plain(pool, 0, end, column))],
  ['pool-sum', 'last bag dropped', pooling((pool, start, end, column, bag) => (bag === pool.bags - 1 && bag > 0 ? 0 : plain(pool, start, end, column)))],
  ['pool-sum', 'last bag never written', pooling((pool, start, end, column, bag) => (bag === pool.bags - 1 ? NaN : plain(pool, start, end, column)))],
  ['pool-sum', 'first bag for all', pooling((pool, _start, _end, column) => plain(pool, at(pool.offsets, 0), at(pool.offsets, 1), column))],
  ['pool-sum', 'empty bag never written', pooling((pool, start, end, column) => (start === end ? NaN : plain(pool, start, end, column)))],
  ['pool-sum', 'empty bag is 1', pooling((pool, start, end, column) => (start === end ? 1 : plain(pool, start, end, column)))],
  ['pool-sum', "previous bag's sum kept in an empty bag", pooling((pool, start, end, column, bag) =>
    (start === end && bag > 0 ? plain(pool, at(pool.offsets, bag - 1), end, column) : plain(pool, start, end, column)))],
  ['pool-sum', "starts from the previous bag's sum", pooling((pool, start, end, column, bag) =>
    f((bag > 0 ? plain(pool, at(pool.offsets, bag - 1), start, column) : 0) + plain(pool, start, end, column)))],
  ['pool-sum', 'absolute values', pooling(({ value }, start, end, column) => sum(start, end, (lookup) => Math.abs(value(lookup, column))))],
  ['pool-sum', 'absolute result', pooling((pool, start, end, column) => Math.abs(plain(pool, start, end, column)))],
  ['pool-sum', 'negated', pooling((pool, start, end, column) => -plain(pool, start, end, column))],
  ['pool-sum', 'difference', pooling(({ value }, start, end, column) => { let t = 0; for (let j = start; j < end; j++) t = f(t - value(j, column)); return t; })],
  ['pool-sum', 'assigned, not added', pooling(({ value }, start, end, column) => (end > start ? value(end - 1, column) : 0))],
  ['pool-sum', 'each index read twice', pooling(({ value }, start, end, column) => sum(start, end, (lookup) => value(start + 2 * Math.floor((lookup - start) / 2), column)))],
  ['pool-sum', 'first lookup added twice', pooling((pool, start, end, column) => f(plain(pool, start, end, column) + (end > start ? pool.value(start, column) : 0)))],
  ['pool-sum', 'steps of 2', pooling(({ value }, start, end, column) => { let t = 0; for (let j = start; j < end; j += 2) t = f(t + value(j, column)); return t; })],
  ['pool-sum', 'column shifted', pooling((pool, start, end, column) => plain(pool, start, end, (column + 1) % pool.dim))],
  ['pool-sum', 'columns reversed', pooling((pool, start, end, column) => plain(pool, start, end, pool.dim - 1 - column))],
  ['pool-sum', 'column 0 for all', pooling((pool, start, end) => plain(pool, start, end, 0))],
  ['pool-sum', 'columns beyond 32 left 0', pooling((pool, start, end, column) => (column < 32 ? plain(pool, start, end, column) : 0))],
  ['pool-sum', 'width cut to a multiple of 4', pooling((pool, start, end, column) => (column < pool.dim - (pool.dim % 4) ? plain(pool, start, end, column) : 0))],
  ['pool-sum', 'no indirection', pooling(({ table, rows, dim }, start, end, column) => sum(start, end, (lookup) => at(table, (lookup % rows) * dim + column)))],
  ['pool-sum', 'duplicates counted once', pooling(({ value, indices }, start, end, column) => {
    const seen = new Set<number>();
    return sum(start, end, (lookup) => { const known = seen.has(at(indices, lookup)); seen.add(at(indices, lookup)); return known ? 0 : value(lookup, column); });
  })],
  ['pool-sum', 'row 0 taken for padding', pooling(({ value, indices }, start, end, column) => sum(start, end, (lookup) => (at(indices, lookup) === 0 ? 0 : value(lookup, column))))],
  ['pool-sum', 'last row clamped off', pooling(({ table, indices, rows, dim }, start, end, column) => sum(start, end, (lookup) => at(table, Math.min(at(indices, lookup), rows - 2) * dim + column)))],
  ['pool-sum', 'transposed output', (inputs) => {
    const pool = poolOf(inputs);
    const out = new Float32Array(pool.bags * pool.dim);
    for (let b = 0; b < pool.bags; b++) for (let c = 0; c < pool.dim; c++) out[c * pool.bags + b] = plain(pool, at(pool.offsets, b), at(pool.offsets, b + 1), c);
    return out;
  }],
  ['pool-sum', 'one bag too few in the result', (inputs) => pooling(plain)(inputs).slice(poolOf(inputs).dim)],
];

const others: Wrong[] = [
  ['pool-mean', 'not divided', pooling(plain)],
  ['pool-mean', 'empty bag not handled', pooling((pool, start, end, column) => f(plain(pool, start, end, column) / (end - start)))],
  ['pool-mean', 'over one more', pooling((pool, start, end, column) => f(plain(pool, start, end, column) / (end - start + 1)))],
  ['pool-mean', "over the first bag's length", pooling((pool, start, end, column) => f(plain(pool, start, end, column) / Math.max(1, at(pool.offsets, 1))))],
  ['pool-max', 'from 0', pooling((pool, start, end, column) => largest(pool, start, end, column, 0))],
  ['pool-max', 'empty bag not handled', pooling((pool, start, end, column) => largest(pool, start, end, column, -3.4e38))],
  ['pool-max', 'minimum', pooling(({ value }, start, end, column) => { let best = start < end ? value(start, column) : 0; for (let j = start; j < end; j++) best = Math.min(best, value(j, column)); return best; })],
  ['pool-max', 'of absolute values', pooling(({ value }, start, end, column) => { let best = 0; for (let j = start; j < end; j++) best = Math.max(best, Math.abs(value(j, column))); return best; })],
  ['pool-max', 'last lookup dropped', pooling((pool, start, end, column) => (start < end ? largest(pool, start, end - 1, column, pool.value(start, column)) : 0))],
  ['pool-weighted-sum', 'weight dropped', pooling(plain)],
  ['pool-weighted-sum', "first lookup's weight for all", pooling(({ value, weights }, start, end, column) => sum(start, end, (lookup) => f(at(weights, start) * value(lookup, column))))],
  ['pool-weighted-sum', 'weight of the place in the bag', pooling(({ value, weights }, start, end, column) => sum(start, end, (lookup) => f(at(weights, lookup - start) * value(lookup, column))))],
  ['pool-weighted-sum', 'absolute weight', pooling(({ value, weights }, start, end, column) => sum(start, end, (lookup) => f(Math.abs(at(weights, lookup)) * value(lookup, column))))],
  ['pool-weighted-sum', 'zero weight taken for 1', pooling(({ value, weights }, start, end, column) => sum(start, end, (lookup) => f((at(weights, lookup) || 1) * value(lookup, column))))],
  ['pool-weighted-mean', 'over the count', pooling((pool, start, end, column) => f(weighted(pool, start, end, column) / Math.max(1, end - start)))],
  ['pool-weighted-mean', 'empty bag not handled', pooling((pool, start, end, column) => f(weighted(pool, start, end, column) / sum(start, end, (lookup) => at(pool.weights, lookup))))],
  ['pool-weighted-mean', 'weights that sum to 0 not handled', pooling((pool, start, end, column) =>
    (start === end ? 0 : f(weighted(pool, start, end, column) / sum(start, end, (lookup) => at(pool.weights, lookup)))))],
  ['pool-weighted-mean', 'not divided', pooling(weighted)],
];

const triangle = (pick: (row: number, column: number) => [number, number]) =>
  interaction(({ dim, vector, dot }, x) => (x < dim ? vector(0, x) : dot(...pick(...pairAt(x - dim)))));
const interactions: Wrong[] = [
  ['interact-dot', 'upper triangle', interaction(({ fields, dim, vector, dot }, x) => {
    if (x < dim) return vector(0, x);
    let [row, place] = [0, x - dim];
    while (place >= fields - row) { place -= fields - row; row++; }
    return dot(row, row + 1 + place);
  })],
  ['interact-dot', 'diagonal included', interaction(({ dim, vector, dot }, x) => {
    if (x < dim) return vector(0, x);
    const [row, column] = pairAt(x - dim);
    return dot(row - 1, column);
  })],
  ['interact-dot', 'dense left out of the pairs', triangle((row, column) => [row, column + 1])],
  ['interact-dot', 'dense vector left 0', interaction(({ dim, dot }, x) => (x < dim ? 0 : dot(...pairAt(x - dim))))],
  ['interact-dot', 'dense vector last', interaction(({ fields, vector, dot }, x) => {
    const pairs = ((fields + 1) * fields) / 2;
    return x < pairs ? dot(...pairAt(x)) : vector(0, x - pairs);
  })],
  ['interact-dot', 'pairs one place off', interaction(({ dim, vector, dot }, x) => (x < dim ? vector(0, x) : dot(...pairAt(x - dim + 1))))],
  ['interact-dot', 'squares', triangle((row) => [row, row])],
  ['interact-dot', 'pairs never written', interaction(({ dim, vector }, x) => (x < dim ? vector(0, x) : NaN))],
  ['interact-dot', 'absolute products', interaction(({ dim, vector, dot }, x) => (x < dim ? vector(0, x) : Math.abs(dot(...pairAt(x - dim)))))],
  ['interact-dot', 'last column dropped', interaction(({ dim, vector, dot }, x) => (x < dim ? vector(0, x) : dot(...pairAt(x - dim), 0, dim - 1)))],
  ['interact-dot', 'tail of 4 columns skipped', interaction(({ dim, vector, dot }, x) => (x < dim ? vector(0, x) : dot(...pairAt(x - dim), 0, dim - (dim % 4))))],
  ['interact-dot', 'at most 32 columns', interaction(({ dim, vector, dot }, x) => (x < dim ? vector(0, x) : dot(...pairAt(x - dim), 0, Math.min(32, dim))))],
  ['interact-dot', 'last field never multiplied', interaction(({ fields, dim, vector, dot }, x) => {
    if (x < dim) return vector(0, x);
    const [row, column] = pairAt(x - dim);
    return row === fields && fields > 1 ? 0 : dot(row, column);
  })],
  ['interact-fm', 'not halved', machine((count, x) => { const s = sum(0, count, x); return f(s * s - sum(0, count, (i) => f(x(i) * x(i)))); })],
  ['interact-fm', 'squares added', machine((count, x) => { const s = sum(0, count, x); return f(0.5 * f(s * s + sum(0, count, (i) => f(x(i) * x(i))))); })],
  ['interact-fm', 'square of the sum only', machine((count, x) => { const s = sum(0, count, x); return f(0.5 * f(s * s)); })],
  ['interact-fm', 'last field dropped', machine((count, x) => { const s = sum(0, count - 1, x); return f(0.5 * f(f(s * s) - sum(0, count - 1, (i) => f(x(i) * x(i))))); })],
  ['interact-fm', 'sign lost', machine((count, x) => { const s = sum(0, count, x); return Math.abs(f(0.5 * f(f(s * s) - sum(0, count, (i) => f(x(i) * x(i)))))); })],
];

export const wrongKernels: readonly Wrong[] = [...gathers, ...sums, ...others, ...interactions];
