import { expect, it } from 'vitest';
import { chooseHotRows, splitBags } from '../../src/workloads/hot-rows.ts';

const indices = Int32Array.of(4, 1, 4, 2, 4, 1, 0);

it('takes as many of the most used rows as the budget holds', () => {
  const hot = chooseHotRows(indices, 6, { budgetBytes: 700, rowBytes: 256 });
  expect(hot).toEqual({ rows: Int32Array.of(4, 1), remap: Int32Array.of(-1, 1, -1, -1, 0, -1), shareOfAccesses: 5 / 7 });
});

it('leaves out rows that nothing uses, whatever the budget', () => {
  expect([...chooseHotRows(indices, 6, { budgetBytes: 1e9, rowBytes: 4 }).rows]).toEqual([4, 1, 0, 2]);
  expect(chooseHotRows(Int32Array.of(), 2, { budgetBytes: 8, rowBytes: 4 })).toMatchObject({ rows: Int32Array.of(), shareOfAccesses: 0 });
});

it('refuses a budget smaller than one row', () => {
  expect(() => chooseHotRows(indices, 6, { budgetBytes: 255, rowBytes: 256 })).toThrow("a budget of 255 bytes holds no row of 256 bytes; give at least one row's");
});

it('parts bags that need hot rows alone from the others', () => {
  const { remap } = chooseHotRows(indices, 6, { budgetBytes: 2, rowBytes: 1 });
  expect(splitBags(indices, Int32Array.of(0, 3, 3, 5, 7), remap)).toEqual({ hot: [0, 1], mixed: [2, 3] });
});
