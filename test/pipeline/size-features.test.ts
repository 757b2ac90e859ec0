import { expect, test } from 'vitest';
import { loadKernel } from '../../src/pipeline/1-parse.ts';
import { sizeFeatures } from '../../src/pipeline/size-features.ts';
import { showSize } from '../../src/util/size-expression.ts';

const features = (kernel: string) => sizeFeatures(loadKernel(kernel).kernel.signature).map(showSize);

test('run-time sizes, and lookups per bag where there are bags; static sizes are none', () => {
  expect(features('pool-sum')).toEqual(['rows', 'lookups', 'bags', 'lookups / bags']);
  expect(features('gather')).not.toContain('dim');
  expect(features('interact-dot').some((feature) => feature.includes('/'))).toBe(false);
});
