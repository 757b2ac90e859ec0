import { emptyAnswer, number, operate, parameter, shapeOf, symbol, valuesOf } from './operation.ts';
import type { Operation } from './operation.ts';

const [batch, fields, dim] = [symbol('batch'), symbol('fields'), symbol('dim')];
const pairs = operate(operate(operate(fields, '+', number(1)), '*', fields), '/', number(2));

/**
 * The dense vector, then the inner products of every two of (dense, sparse 0, sparse 1, …): the strict lower triangle of
 * the Gram matrix, row by row (profile `dlrm`), or its strict upper triangle, row by row (profile `torchrec`).
 */
export const interactDot: Operation = {
  name: 'interact-dot',
  parameters: [parameter('dense', 'f32', [batch, dim]), parameter('sparse', 'f32', [batch, fields, dim])],
  returns: { scalar: 'f32', dims: [batch, operate(dim, '+', pairs)] },
  output: 'interacted',
  profiles: ['dlrm', 'torchrec'],
  answer(inputs, profile) {
    const dense = valuesOf(inputs, 'dense');
    const sparse = valuesOf(inputs, 'sparse');
    const [samples, vectors, width] = shapeOf(inputs, 'sparse') as readonly [number, number, number];
    const answer = emptyAnswer([samples, width + ((vectors + 1) * vectors) / 2]);
    const at = (sample: number, vector: number, column: number) =>
      vector === 0 ? dense[sample * width + column]! : sparse[(sample * vectors + vector - 1) * width + column]!;
    const order = profile === 'torchrec' ? upperTriangle(vectors + 1) : lowerTriangle(vectors + 1);
    let to = 0;
    for (let sample = 0; sample < samples; sample++) {
      for (let column = 0; column < width; column++, to++) {
        answer.expected[to] = at(sample, 0, column);
        answer.magnitude[to] = Math.abs(answer.expected[to]!);
      }
      for (const [row, column] of order) {
        for (let k = 0; k < width; k++) {
          const term = at(sample, row, k) * at(sample, column, k);
          answer.expected[to]! += term;
          answer.magnitude[to]! += Math.abs(term);
        }
        answer.roundings[to] = width;
        to++;
      }
    }
    return answer;
  },
};

function lowerTriangle(size: number): [number, number][] {
  return Array.from({ length: size }, (_, row) => Array.from({ length: row }, (_, column): [number, number] => [row, column])).flat();
}

function upperTriangle(size: number): [number, number][] {
  return Array.from({ length: size }, (_, row) =>
    Array.from({ length: size - row - 1 }, (_, step): [number, number] => [row, row + 1 + step])).flat();
}
