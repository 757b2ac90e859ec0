import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Sizes } from '../../src/model/index.ts';
import { madeFor, reference, sanitize, stepsOf } from '../../src/sanitize/index.ts';
import { casesFor, compareOutputs, oracleOf } from '../../src/verify/index.ts';
import { bagsCase, pooling, shippedKernel } from './kernels.ts';

const names = readdirSync(new URL('../../kernels', import.meta.url)).filter((file) => file.endsWith('.js')).map((file) => file.slice(0, -3));
/** Sixteen bytes a lane: rows of f16 come in eights. */
const widths = (narrow: boolean): readonly Sizes[] => [{}, { dim: narrow ? 8 : 4 }, { dim: narrow ? 24 : 12 }];

test.each(names)('%s has no fault on any hostile case, and is right', (name) => {
  const typed = shippedKernel(name);
  const { signature } = typed.kernel;
  const expectedOf = oracleOf(signature);
  const compute = reference(typed);
  const sizesToFix = widths(signature.parameters.some(({ type }) => type.scalar === 'f16'));
  for (let generation = 0; generation < 30; generation++) {
    const cases = casesFor(signature, { fixed: sizesToFix[generation % 3]!, fits: (sizes) => madeFor(typed, sizes), seed: 5, generation, level: 'tiny' });
    const result = sanitize(typed, cases, { budgets: stepsOf(typed, cases) });
    if (!result.ok) throw new Error(result.detail);
    cases.forEach((testCase, at) => {
      const expected = expectedOf(testCase);
      const output = { scalar: 'f32', shape: expected.shape, values: result.outputs[at]! } as const;
      expect(compareOutputs(expected, output, { name: 'output' })).toMatchObject({ ok: true });
      const exact = compute(testCase.arguments, testCase.sizes);
      if ('kind' in exact) throw new Error(exact.detail);
      expected.expected.forEach((value, each) => expect(Math.abs(exact[each]! - value)).toBeLessThanOrEqual(1e-12 * expected.magnitude[each]!));
    });
  }
});

test('a base with a fault of its own is told to the user in one line', () => {
  const typed = pooling('return table[this.thread.y + 6][this.thread.x];');
  expect(() => stepsOf(typed, [bagsCase('two bags', [1, 1])])).toThrow(
    "pool is out-of-bounds: table[7][0] with rows = 7 in case 'two bags', thread (0, 1); mend the kernel first");
});
