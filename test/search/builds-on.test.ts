import { expect, test } from 'vitest';
import { makersNamedBy, withoutEdit } from '../../src/search/builds-on.ts';
import { edit, idsOf } from './support.ts';

test('an edit is built on those whose nodes it names, in target, repairs or choices', () => {
  const built = {
    ...edit('d', 'a.0'), choices: { into: { block: 'b.12' }, times: 4, base: 'n3' },
    repairs: [{ use: 'c.1', replacement: { kind: 'local', name: 'sum' } }],
  } as const;
  expect([...makersNamedBy(built)].sort()).toEqual(['a', 'b', 'c']);
});

test('taking an edit away takes along what is built on it, and what is built on that', () => {
  const genome = [edit('a'), edit('b', 'a.0'), edit('c'), edit('d', 'b.3'), edit('e', 'c.1')];
  expect(idsOf(withoutEdit(genome, 0))).toEqual(['c', 'e']);
  expect(idsOf(withoutEdit(genome, 1))).toEqual(['a', 'c', 'e']);
  expect(idsOf(withoutEdit(genome, 4))).toEqual(['a', 'b', 'c', 'd']);
});
