import { describe, expect, it } from 'vitest';
import { check } from '../../src/dialect/index.ts';
import { changeConstant } from '../../src/edits/change-constant.ts';
import { randomStream } from '../../src/util/random.ts';
import { expression, mutant } from './shown.ts';
import { kernelWith } from './value-kernels.ts';

/** All that a literal of the kernel may become, in order. */
function values(body: string, literal: string): number[] {
  const checked = check(kernelWith(body), 'any');
  if (!checked.ok) throw new Error(checked.detail);
  const target = expression(checked.typed.kernel, literal);
  const random = randomStream(1);
  const found = new Set<number>();
  for (let count = 0; count < 1500; count++) {
    const draft = changeConstant.propose(checked.typed, random);
    if (draft?.target === target) found.add(draft.choices.value as number);
  }
  return [...found].sort((a, b) => a - b);
}

describe('change-constant', () => {
  it('goes one step, doubles, halves, negates, or ends in 0 or 1', () => {
    expect(values('return x * 12;', '12')).toEqual([-12, 0, 1, 6, 11, 13, 24]);
    expect(values('return scale * 0.5;', '0.5')).toEqual([-0.5, 0, 0.25, 1, 1.5]);
  });

  it('keeps whole numbers whole and within i32', () => {
    expect(values('const k = x * 5; return k;', '5')).toEqual([-5, 0, 1, 2, 4, 6, 10]);
    expect(values('const k = x - 2147483647; return k;', '2147483647')).toEqual([-2147483647, 0, 1, 1073741823, 2147483646]);
  });

  it('neither divides by 0 nor touches the 0 of a conversion', () => {
    expect(values('return x % 4;', '4')).toEqual([-4, 1, 2, 3, 5, 8]);
    expect(values('return (scale * 3.0) | 0;', '0')).toEqual([]);
  });

  it('reaches the steps and bounds of loops', () => {
    const kernel = kernelWith('let sum = 0.0; for (let i = 0; i < 8; i += 2) { sum += scale; } return sum;');
    expect(mutant(kernel, changeConstant, { target: expression(kernel, '2'), choices: { value: 3, float: false } })).toContain('i += 3');
    expect(mutant(kernel, changeConstant, { target: expression(kernel, '8'), choices: { value: 7, float: false } })).toContain('i < 7');
  });
});
