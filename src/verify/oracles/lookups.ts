import type { Arguments } from '../../model/index.ts';
import { certainRoundings, likelyRoundings, termsDiffer } from './long-sums.ts';
import { bytesOfAll, bytesOfArray, emptyAnswer, number, operate, parameter, shapeOf, symbol, valuesOf } from './operation.ts';
import type { Answer, OperationParameter } from './operation.ts';

/**
 * What the embedding operations share: a table, lookups into it, and bags of lookups whose bounds are CSR offsets. Every
 * pooling but the maximum is a weighted sum, divided by something of its bag.
 */
export const tableParameters: readonly OperationParameter[] = [
  parameter('table', 'f32', [symbol('rows'), symbol('dim')]),
  parameter('indices', 'i32', [symbol('lookups')], { kind: 'index', into: symbol('rows') }),
];
export const bagParameters: readonly OperationParameter[] = [
  ...tableParameters,
  parameter('offsets', 'i32', [operate(symbol('bags'), '+', number(1))], { kind: 'offsets', into: symbol('lookups') }),
];
export const weightedParameters: readonly OperationParameter[] = [
  ...bagParameters,
  parameter('weights', 'f32', [symbol('lookups')]),
];
export const pooledType = { scalar: 'f32', dims: [symbol('bags'), symbol('dim')] } as const;

/** Everyone agrees on sums and means of bags, an empty one included, which gives 0. */
export const everyProfile = ['cuembed', 'fbgemm', 'pytorch', 'torchrec', 'dlrm'] as const;

/** Which row an index means; −1 for none, which contributes nothing. Absent: the row of that number. */
export type RowOf = (index: number) => number;
const itself: RowOf = (index) => index;

/** What is known of a bag beside its sums. */
export interface Bag {
  readonly length: number;
  /** Lookups that mean a row. */
  readonly rows: number;
  readonly weight: number;
  readonly absoluteWeight: number;
  /** Roundings that adding up its weights is allowed. */
  readonly weightRoundings: number;
}

/**
 * Σ w·x of each bag and column, w = 1 where there are no weights. Roundings: one for each addition and, with weights,
 * one for the multiplication; in long bags of terms that differ, as many as are likely.
 */
export function sumBags(inputs: Arguments, weighted: boolean, rowOf: RowOf = itself): { answer: Answer; bags: Bag[] } {
  const table = valuesOf(inputs, 'table');
  const indices = rowsOf(inputs, rowOf);
  const offsets = valuesOf(inputs, 'offsets');
  const weights = weighted ? valuesOf(inputs, 'weights') : undefined;
  const dim = shapeOf(inputs, 'table')[1]!;
  const answer = emptyAnswer([offsets.length - 1, dim]);
  const bags: Bag[] = [];
  for (let bag = 0; bag < offsets.length - 1; bag++) {
    const [start, end] = [offsets[bag]!, offsets[bag + 1]!];
    const to = bag * dim;
    let weight = 0;
    let absoluteWeight = 0;
    let rows = 0;
    for (let lookup = start; lookup < end; lookup++) {
      if (indices[lookup]! < 0) continue;
      rows++;
      const factor = weights === undefined ? 1 : weights[lookup]!;
      const from = indices[lookup]! * dim;
      weight += factor;
      absoluteWeight += Math.abs(factor);
      for (let column = 0; column < dim; column++) {
        const term = factor * table[from + column]!;
        answer.expected[to + column]! += term;
        answer.magnitude[to + column]! += Math.abs(term);
      }
    }
    const length = end - start;
    const worst = Math.max(0, length - (weighted ? 0 : 1));
    answer.roundings.fill(worst, to, to + dim);
    if (length > certainRoundings) {
      const likely = Math.min(worst, likelyRoundings(length, (term) => indices[start + term]!));
      for (let column = 0; column < dim; column++) {
        const termAt = (term: number) => (weights?.[start + term] ?? 1) * (table[indices[start + term]! * dim + column] ?? 0);
        if (likely < worst && termsDiffer(length, termAt, answer.magnitude[to + column]!)) answer.roundings[to + column] = likely;
      }
    }
    bags.push({ length, rows, weight, absoluteWeight, weightRoundings: roundingsOfWeights(weights, start, length, absoluteWeight) });
  }
  return { answer, bags };
}

/** The row that each lookup means, −1 for none. */
export function rowsOf(inputs: Arguments, rowOf: RowOf = itself): ArrayLike<number> {
  const indices = valuesOf(inputs, 'indices');
  return rowOf === itself ? indices : Int32Array.from({ length: indices.length }, (_, lookup) => rowOf(indices[lookup]!));
}

function roundingsOfWeights(weights: ArrayLike<number> | undefined, start: number, length: number, absoluteWeight: number): number {
  const weightAt = (term: number) => weights?.[start + term] ?? 1;
  if (weights === undefined || length <= certainRoundings || !termsDiffer(length, weightAt, absoluteWeight)) return length;
  return Math.min(length, likelyRoundings(length, weightAt));
}

/** Scales the elements of one bag: `expected · factor`, `magnitude · scale`, `roundings + more`. */
export function scaleBag(answer: Answer, bag: number, factor: number, scale: number, more: number): void {
  const dim = answer.shape[1]!;
  for (let at = bag * dim; at < (bag + 1) * dim; at++) {
    answer.expected[at]! *= factor;
    answer.magnitude[at]! *= scale;
    answer.roundings[at]! += more;
  }
}

/** How many different rows of a table are looked up; a row whose every weight is 0 need not be read. */
export function usedRows(inputs: Arguments, rowOf: RowOf = itself): number {
  const [rows] = shapeOf(inputs, 'table') as readonly [number];
  const indices = rowsOf(inputs, rowOf);
  const weights = inputs['weights'] === undefined ? undefined : valuesOf(inputs, 'weights');
  const used = new Uint8Array(rows);
  let distinct = 0;
  for (let lookup = 0; lookup < indices.length; lookup++) {
    const row = indices[lookup]!;
    if (row < 0 || used[row] !== 0 || weights?.[lookup] === 0) continue;
    used[row] = 1;
    distinct++;
  }
  return distinct;
}

/** Bytes to be read where a table's rows are looked up: each row that is used once, all other arguments once. */
export function lookupBytes(inputs: Arguments, rowOf: RowOf = itself): number {
  const [rows] = shapeOf(inputs, 'table') as readonly [number];
  const table = bytesOfArray(inputs, 'table');
  return bytesOfAll(inputs) - table + (rows === 0 ? 0 : (usedRows(inputs, rowOf) * table) / rows);
}
