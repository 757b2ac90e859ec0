import { expect, test } from 'vitest';
import { birthGraph } from '../../../src/report/html/birth-graph.ts';
import type { EditPage } from '../../../src/report/html/index.ts';
import { edit } from './pages.ts';

/** An edit born with an individual, which had these other survivors. */
const born = (position: number, individual: number, ...bornWith: number[]): EditPage => ({
  ...edit(position), born: { ...edit(position).born, individual }, bornWith: bornWith.map((each) => `e${each}f00d`),
});

test('a line of descent is a line of one lane; what follows from it is not drawn again', () => {
  const { births, nodes, lanes, columns, ends } = birthGraph([born(0, 5), born(1, 9, 0), born(2, 12, 0, 1)]);
  expect(births).toEqual([[0, 1], [1, 2]]);
  expect(nodes.map(({ lane, column }) => [lane, column])).toEqual([[0, 0], [0, 1], [0, 2]]);
  expect({ lanes, columns, ends }).toEqual({ lanes: 1, columns: 3, ends: [2] });
});

test('two families keep their lanes until a crossover joins them', () => {
  const { births, nodes, lanes, ends } = birthGraph([born(0, 5), born(1, 6), born(2, 7, 0), born(3, 8, 1), born(4, 20, 0, 1, 2, 3)]);
  expect(births).toEqual([[0, 2], [1, 3], [2, 4], [3, 4]]);
  expect(lanes).toBe(2);
  expect(nodes.map(({ lane }) => lane)).toEqual([0, 1, 0, 1, 0]);
  expect(ends).toEqual([4]);
  expect(new Set(nodes.map(({ lane, column }) => `${lane} ${column}`)).size).toBe(5);
});

test('a lane whose last edit went on elsewhere is taken over; no two edits stand in one place', () => {
  const { nodes } = birthGraph([born(0, 5), born(1, 6), born(2, 7, 0, 1), born(3, 8)]);
  expect(nodes.map(({ lane }) => lane)).toEqual([0, 1, 0, 1]);
});

test('edits born together stand above each other, and neither is the other\'s', () => {
  const { births, nodes } = birthGraph([born(0, 5, 1), born(1, 5, 0)]);
  expect(births).toEqual([]);
  expect(nodes.map(({ lane, column }) => [lane, column])).toEqual([[0, 0], [1, 0]]);
});

test('what an edit makes of another\'s nodes is told apart from descent; nobody survived: nothing', () => {
  expect(birthGraph([born(0, 5), { ...born(1, 9), actsOn: 'e0f00d' }]).uses).toEqual([[0, 1]]);
  expect(birthGraph([])).toEqual({ nodes: [], births: [], uses: [], ends: [], columns: 0, lanes: 0 });
});
