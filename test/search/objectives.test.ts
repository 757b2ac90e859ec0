import { expect, test } from 'vitest';
import { objectivesOf } from '../../src/search/objectives.ts';

test('errors count in powers of two above the floor, and not at all below it', () => {
  const level = (error: number) => objectivesOf({ time: 5, error }, 0.25)[1];
  expect([0, 1e-9, 0.25, 0.26, 0.5, 0.51, 1].map(level)).toEqual([0, 0, 0, 1, 1, 2, 2]);
});
