import type { Arguments, ArrayData } from '../../model/index.ts';
import { interactDot } from './interact-dot.ts';
import { lookupBytes, sumBags } from './lookups.ts';
import { number, operate, parameter, shapeOf, symbol } from './operation.ts';
import type { Operation } from './operation.ts';

const [batch, fields, dim] = [symbol('batch'), symbol('fields'), symbol('dim')];

/**
 * Sum pooling and dot interaction in one launch: the bags of a sample's fields lie one behind the other (`batch` times
 * `fields` of them), their sums are the sparse vectors of `interact-dot`. No peer has it for bags of several lookups.
 *
 * Error: a product of two sums carries the roundings of both, relative to the product of their magnitudes.
 */
export const interactDotPooled: Operation = {
  ...interactDot,
  name: 'interact-dot-pooled',
  parameters: [
    parameter('dense', 'f32', [batch, dim]),
    parameter('table', 'f32', [symbol('rows'), dim]),
    parameter('indices', 'i32', [symbol('lookups')], { kind: 'index', into: symbol('rows') }),
    parameter('offsets', 'i32', [operate(operate(batch, '*', fields), '+', number(1))], { kind: 'offsets', into: symbol('lookups') }),
  ],
  answer(inputs, profile, shape) {
    const { answer: pooled } = sumBags(inputs, false);
    const [samples, width] = shapeOf(inputs, 'dense') as readonly [number, number];
    const count = samples === 0 ? 0 : pooled.shape[0]! / samples;
    const vectors = (dense: ArrayData['values'], sparse: Float64Array): Arguments => ({
      dense: { scalar: 'f32', shape: [samples, width], values: dense }, sparse: { scalar: 'f32', shape: [samples, count, width], values: sparse },
    });
    const dense = Float64Array.from(inputs['dense']!.values as Float32Array);
    const answer = interactDot.answer(vectors(dense, pooled.expected), profile, shape);
    const { expected: magnitude } = interactDot.answer(vectors(dense.map(Math.abs), pooled.magnitude), profile, shape);
    const outputs = samples === 0 ? 1 : answer.expected.length / samples;
    const ofTwo = Array.from({ length: samples }, (_, sample) => {
      const own = pooled.roundings.slice(sample * count * width, (sample + 1) * count * width).filter((_, at) => at % Math.max(1, width) === 0).sort();
      return (own.at(-1) ?? 0) + (own.at(-2) ?? 0);
    });
    return {
      ...answer, magnitude,
      roundings: answer.roundings.map((roundings, at) => (roundings === 0 ? 0 : roundings + ofTwo[Math.floor(at / outputs)]!)),
    };
  },
  bytesRead: (inputs) => lookupBytes(inputs),
};
