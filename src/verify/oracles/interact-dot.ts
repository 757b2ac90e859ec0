import type { SizeExpression } from '../../model/index.ts';
import { emptyAnswer, number, operate, parameter, shapeOf, symbol, valuesOf } from './operation.ts';
import type { Operation } from './operation.ts';

/**
 * Inner products of every two of a sample's vectors: the lower triangle of their Gram matrix, row by row (profile `dlrm`, as
 * facebookresearch/dlrm, HugeCTR and DeepLearningExamples have it), or the upper one, row by row (profile `torchrec`).
 *
 * `interact-dot` takes a dense vector and the sparse ones, and gives the dense vector before the products; `interact-pairs`
 * takes vectors alone and gives products alone, as TensorFlow Recommenders does. With `-self` the diagonal is part of the
 * triangle. The output may be wider than that: zeros follow (HugeCTR has one, DeepLearningExamples a multiple of 8).
 */
const [batch, fields, dim] = [symbol('batch'), symbol('fields'), symbol('dim')];

function interaction(name: string, { dense, self }: { readonly dense: boolean; readonly self: boolean }): Operation {
  const products = (vectors: SizeExpression) => operate(operate(operate(vectors, self ? '+' : '-', number(1)), '*', vectors), '/', number(2));
  const pairs = dense ? (self ? products(operate(fields, '+', number(1))) : operate(operate(operate(fields, '+', number(1)), '*', fields), '/', number(2))) : products(fields);
  return {
    name,
    parameters: dense
      ? [parameter('dense', 'f32', [batch, dim]), parameter('sparse', 'f32', [batch, fields, dim])]
      : [parameter('vectors', 'f32', [batch, fields, dim])],
    returns: { scalar: 'f32', dims: [batch, dense ? operate(dim, '+', pairs) : pairs] },
    padded: true,
    output: 'interacted',
    profiles: ['dlrm', 'torchrec'],
    answer(inputs, profile, shape) {
      const first = dense ? valuesOf(inputs, 'dense') : [];
      const others = valuesOf(inputs, dense ? 'sparse' : 'vectors');
      const [samples, count, width] = shapeOf(inputs, dense ? 'sparse' : 'vectors') as readonly [number, number, number];
      const before = dense ? 1 : 0;
      const order = profile === 'torchrec' ? upperTriangle(count + before, self) : lowerTriangle(count + before, self);
      const answer = emptyAnswer(shape ?? [samples, before * width + order.length]);
      const at = (sample: number, vector: number, column: number) =>
        vector < before ? first[sample * width + column]! : others[(sample * count + vector - before) * width + column]!;
      for (let sample = 0; sample < samples; sample++) {
        let to = sample * answer.shape[1]!;
        for (let column = 0; column < before * width; column++, to++) {
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
}

export const interactDot = interaction('interact-dot', { dense: true, self: false });
export const interactDotSelf = interaction('interact-dot-self', { dense: true, self: true });
export const interactPairs = interaction('interact-pairs', { dense: false, self: false });
export const interactPairsSelf = interaction('interact-pairs-self', { dense: false, self: true });

function lowerTriangle(size: number, self: boolean): [number, number][] {
  return Array.from({ length: size }, (_, row) => Array.from({ length: row + (self ? 1 : 0) }, (_, column): [number, number] => [row, column])).flat();
}

function upperTriangle(size: number, self: boolean): [number, number][] {
  const first = self ? 0 : 1;
  return Array.from({ length: size }, (_, row) =>
    Array.from({ length: size - row - first }, (_, step): [number, number] => [row, row + first + step])).flat();
}
