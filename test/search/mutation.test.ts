import { expect, test } from 'vitest';
import { mutated, withOneMore, type EditSource } from '../../src/search/mutation.ts';
import { randomStream } from '../../src/util/random.ts';
import { edit, genomeOf, idsOf } from './support.ts';

/** `cut` never finds a place; `copy` adds edits from a list of places, as often as they are drawn. */
const source = (places: readonly string[], accepts = () => true): EditSource => ({
  variation: {
    operators: ['cut', 'copy'],
    mutate: (genome, operator, random) => (operator === 'cut' ? undefined : [...genome, edit(random.pick(places))]),
  },
  shares: new Map([['cut', 0.9], ['copy', 0.1]]),
  accepts,
});
const settings = { removal: 0, another: 0, longest: 10 };

test('an operator that finds no place gives way to another', () => {
  expect(mutated([], source(['a']), settings, randomStream(1))).toEqual({ genome: genomeOf('a'), operators: ['copy'] });
});

test('an edit is never added twice; undefined when nothing is left', () => {
  expect(withOneMore({ genome: genomeOf('a'), operators: [] }, source(['a']), randomStream(1))).toBeUndefined();
  expect(mutated(genomeOf('a'), source(['a']), settings, randomStream(1))).toBeUndefined();
});

test('an edit that is not accepted is not added', () => {
  expect(mutated([], source(['a'], () => false), settings, randomStream(1))).toBeUndefined();
});

test('removal shrinks, and a genome at its longest only shrinks', () => {
  const random = randomStream(3);
  expect(mutated(genomeOf('a', 'b'), source(['c']), { ...settings, removal: 1 }, random)!.genome).toHaveLength(1);
  const longest = genomeOf('a', 'b', 'c');
  expect(mutated(longest, source(['d']), { ...settings, longest: 3 }, random)!.genome).toHaveLength(2);
});

test('steps per mutation are geometric', () => {
  const places = Array.from({ length: 1000 }, (_, index) => `p${index}`);
  const random = randomStream('steps');
  const steps = Array.from({ length: 2000 }, () => mutated([], source(places), { removal: 0, another: 0.5, longest: 50 }, random)!.operators.length);
  expect(steps.reduce((sum, count) => sum + count, 0) / steps.length).toBeCloseTo(2, 0);
  expect(Math.max(...steps)).toBeGreaterThan(4);
});

test('the genome given is not touched', () => {
  const genome = Object.freeze(genomeOf('a', 'b'));
  mutated(genome, source(['c', 'd']), { removal: 0.5, another: 0.8, longest: 5 }, randomStream(2));
  expect(idsOf(genome)).toEqual(['a', 'b']);
});
