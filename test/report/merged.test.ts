import { expect, test } from 'vitest';
import { renderMerged } from '../../src/report/merged.ts';

test('how many runs came of which database, and what became of the others', () => {
  expect(renderMerged({
    into: 'all.db', runs: 3,
    sources: [
      { path: 'a.db', taken: ['r-000001'], held: [], interrupted: [] },
      { path: 'b.db', taken: ['r-000002', 'r-000003'], held: ['r-000001'], interrupted: ['r-000003'] },
    ],
  })).toMatchInlineSnapshot(`
    "3 runs in all.db
      a.db: 1 run
      b.db: 2 runs; 1 more held alike before: r-000001; taken as interrupted: r-000003"
  `);
});
