import { describe, expect, it } from 'vitest';
import { gridOf } from '../../../src/devices/support/grid.ts';
import { parseSize } from '../../../src/dialect/index.ts';
import type { LaunchPlan } from '../../../src/model/index.ts';

describe('gridOf', () => {
  it('gives each element an invocation, in rows once an axis is full', () => {
    const plan: LaunchPlan = {
      entry: 'probe', block: [64, 1, 1], grid: [parseSize('min(ceil(n / 64), 65535)'), parseSize('ceil(ceil(n / 64) / 65535)'), parseSize('1')],
      uniforms: [], sharedBytes: 0, dynamicSharedBytes: 0, addresses: 32,
    };
    expect(gridOf(plan, { n: 1 })).toEqual([1, 1, 1]);
    expect(gridOf(plan, { n: 65 })).toEqual([2, 1, 1]);
    expect(gridOf(plan, { n: 64 * 65535 })).toEqual([65535, 1, 1]);
    expect(gridOf(plan, { n: 64 * 65535 + 1 })).toEqual([65535, 2, 1]);
    expect(gridOf(plan, { n: 0 })[0]).toBe(0);
  });
});
