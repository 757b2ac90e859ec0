import type { Arguments } from '../../model/index.ts';
import { emptyAnswer, number, parameter, shapeOf, symbol, valuesOf } from './operation.ts';
import type { Operation } from './operation.ts';

const [batch, fields, dim] = [symbol('batch'), symbol('fields'), symbol('dim')];

/**
 * The factorisation machine's pairwise term, column by column: 0.5 · ((Σx)² − Σx²) over the fields (bi-interaction
 * pooling, as in DeepFM).
 *
 * Error: Σx carries n − 1 roundings, which squaring doubles; the square, the sum of squares and the difference add
 * their own, each relative to at most 0.5 · ((Σ|x|)² + Σx²). The sum over all pairs x·y needs fewer.
 */
export const interactFm: Operation = {
  name: 'interact-fm',
  parameters: [parameter('vectors', 'f32', [batch, fields, dim])],
  returns: { scalar: 'f32', dims: [batch, dim] },
  output: 'interacted',
  profiles: ['dlrm'],
  answer(inputs) {
    const vectors = valuesOf(inputs, 'vectors');
    const [samples, count, width] = shapeOf(inputs, 'vectors') as readonly [number, number, number];
    const answer = emptyAnswer([samples, width]);
    for (let to = 0; to < answer.expected.length; to++) {
      const [sample, column] = [Math.floor(to / width), to % width];
      let [sum, absolute, squares] = [0, 0, 0];
      for (let field = 0; field < count; field++) {
        const value = vectors[(sample * count + field) * width + column]!;
        sum += value;
        absolute += Math.abs(value);
        squares += value * value;
      }
      answer.expected[to] = 0.5 * (sum * sum - squares);
      answer.magnitude[to] = 0.5 * (absolute * absolute + squares);
      answer.roundings[to] = 2 * count + 2;
    }
    return answer;
  },
};

/**
 * The machine's whole second-order term, one number a sample: the columns of `interact-fm` added up, as DeepFM adds it to its
 * logit. Profile `torchrec` has its FactorizationMachine: that takes a sample's vectors for one, and so the products of every
 * two elements, of whatever columns (torchrec/modules/deepfm.py).
 */
export const interactFmSum: Operation = {
  ...interactFm,
  name: 'interact-fm-sum',
  returns: { scalar: 'f32', dims: [batch, number(1)] },
  profiles: ['dlrm', 'torchrec'],
  answer(inputs, profile) {
    const columns = interactFm.answer(profile === 'torchrec' ? flattened(inputs) : inputs, profile);
    const [samples, width] = columns.shape as readonly [number, number];
    const answer = emptyAnswer([samples, 1]);
    for (let at = 0; at < columns.expected.length; at++) {
      const to = Math.floor(at / width);
      answer.expected[to]! += columns.expected[at]!;
      answer.magnitude[to]! += columns.magnitude[at]!;
      answer.roundings[to] = columns.roundings[at]! + width;
    }
    return answer;
  },
};

/** Each element a vector of its own. */
function flattened(inputs: Arguments): Arguments {
  const [samples, count, width] = shapeOf(inputs, 'vectors') as readonly [number, number, number];
  return { ...inputs, vectors: { ...inputs['vectors']!, shape: [samples, count * width, 1] } };
}
