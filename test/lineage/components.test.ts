import { expect, test } from 'vitest';
import { components } from '../../src/lineage/components.ts';

test('what hangs together by any chain of links is one component', () => {
  expect(components(6, [[4, 2], [5, 4], [0, 3], [3, 0]])).toEqual([[0, 3], [1], [2, 4, 5]]);
  expect(components(3, [])).toEqual([[0], [1], [2]]);
  expect(components(0, [])).toEqual([]);
});
