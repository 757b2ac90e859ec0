import { emptyAnswer, operate, parameter, shapeOf, symbol, valuesOf } from './operation.ts';
import type { Operation } from './operation.ts';

const [batch, fields, dim] = [symbol('batch'), symbol('fields'), symbol('dim')];

/** The dense vector, then the sparse ones, one behind the other (DLRM's interaction `cat`). A copy, so nothing rounds. Zeros may follow. */
export const interactConcat: Operation = {
  name: 'interact-concat',
  parameters: [parameter('dense', 'f32', [batch, dim]), parameter('sparse', 'f32', [batch, fields, dim])],
  returns: { scalar: 'f32', dims: [batch, operate(dim, '+', operate(fields, '*', dim))] },
  padded: true,
  output: 'interacted',
  profiles: ['dlrm', 'torchrec'],
  answer(inputs, _, shape) {
    const dense = valuesOf(inputs, 'dense');
    const sparse = valuesOf(inputs, 'sparse');
    const [samples, count, width] = shapeOf(inputs, 'sparse') as readonly [number, number, number];
    const answer = emptyAnswer(shape ?? [samples, (count + 1) * width]);
    for (let sample = 0; sample < samples; sample++) {
      for (let column = 0; column < (count + 1) * width; column++) {
        const value = column < width ? dense[sample * width + column]! : sparse[sample * count * width + column - width]!;
        const to = sample * answer.shape[1]! + column;
        answer.expected[to] = value;
        answer.magnitude[to] = Math.abs(value);
      }
    }
    return answer;
  },
};
