import { describe, expect, test } from 'vitest';
import { bodyProblem, problemOf } from './kernel-text.ts';

/** What is told of each mistake: what was found and what is allowed, with the place. */

describe('what a level 2 kernel has', () => {
  test('barrier', () => {
    expect(bodyProblem(`barrier(); return 1.0;`)).toMatchInlineSnapshot(`
      "kernel.js:9:1: 'barrier' belongs to grid kernels (level 2), which this version does not have; write a map kernel that returns one element
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | barrier(); return 1.0;
        | ^"
    `);
  });
  test('shared', () => {
    expect(bodyProblem(`const a = shared(f32, 32); return 1.0;`)).toMatchInlineSnapshot(`
      "kernel.js:9:11: 'shared' belongs to grid kernels (level 2), which this version does not have; write a map kernel that returns one element
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | const a = shared(f32, 32); return 1.0;
        |           ^"
    `);
  });
  test('f32x4', () => {
    expect(bodyProblem(`let a = f32x4(0.0); return 1.0;`)).toMatchInlineSnapshot(`
      "kernel.js:9:9: 'f32x4' belongs to grid kernels (level 2), which this version does not have; write a map kernel that returns one element
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | let a = f32x4(0.0); return 1.0;
        |         ^"
    `);
  });
  test('load4', () => {
    expect(bodyProblem(`return load4(table, 0, 0);`)).toMatchInlineSnapshot(`
      "kernel.js:9:8: 'load4' belongs to grid kernels (level 2), which this version does not have; write a map kernel that returns one element
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | return load4(table, 0, 0);
        |        ^"
    `);
  });
  test('atomicAdd', () => {
    expect(bodyProblem(`atomicAdd(table, 0, 1.0); return 1.0;`)).toMatchInlineSnapshot(`
      "kernel.js:9:1: 'atomicAdd' belongs to grid kernels (level 2), which this version does not have; write a map kernel that returns one element
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | atomicAdd(table, 0, 1.0); return 1.0;
        | ^"
    `);
  });
  test('shuffleXor', () => {
    expect(bodyProblem(`return shuffleXor(scale, 1);`)).toMatchInlineSnapshot(`
      "kernel.js:9:8: 'shuffleXor' belongs to grid kernels (level 2), which this version does not have; write a map kernel that returns one element
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | return shuffleXor(scale, 1);
        |        ^"
    `);
  });
  test('a hint', () => {
    expect(bodyProblem(`return hint.stream(table[0][0]);`)).toMatchInlineSnapshot(`
      "kernel.js:9:8: 'hint' belongs to grid kernels (level 2), which this version does not have; write a map kernel that returns one element
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | return hint.stream(table[0][0]);
        |        ^"
    `);
  });
  test('this.block', () => {
    expect(bodyProblem(`return this.block.x;`)).toMatchInlineSnapshot(`
      "kernel.js:9:8: 'this.block' belongs to grid kernels (level 2), which this version does not have; write a map kernel that returns one element
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | return this.block.x;
        |        ^"
    `);
  });
  test('this.lane', () => {
    expect(bodyProblem(`return this.lane;`)).toMatchInlineSnapshot(`
      "kernel.js:9:8: 'this.lane' belongs to grid kernels (level 2), which this version does not have; write a map kernel that returns one element
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | return this.lane;
        |        ^"
    `);
  });
});

test('a grid kernel, as the design has it', () => {
  expect(problemOf(`/**
 * @param {f32[rows][dim]} table
 * @launch block [dim / 4, 8]  grid [ceil(bags / 8)]
 */
export default function poolSum(table) { barrier(); }`)).toMatchInlineSnapshot(`
  "kernel.js:3:4: @launch belongs to grid kernels (level 2), which this version does not have; write a map kernel that returns one element
  1 | /**
  2 |  * @param {f32[rows][dim]} table
  3 |  * @launch block [dim / 4, 8]  grid [ceil(bags / 8)]
    |    ^"
`);
});

test('an out parameter', () => {
  expect(problemOf('/**\n * @param {out f32[n]} pooled\n */\nexport default function f(pooled) { return 1.0; }')).toMatchInlineSnapshot(`
    "kernel.js:2:4: an out parameter belongs to grid kernels (level 2), which this version does not have; write a map kernel that returns one element
    1 | /**
    2 |  * @param {out f32[n]} pooled
      |    ^"
  `);
});

test('a vector type', () => {
  expect(problemOf('/**\n * @param {f32x4[n]} table\n */\nexport default function f(table) { return 1.0; }')).toMatchInlineSnapshot(`
    "kernel.js:2:4: the vector type f32x4 belongs to grid kernels (level 2), which this version does not have; write a map kernel that returns one element
    1 | /**
    2 |  * @param {f32x4[n]} table
      |    ^"
  `);
});
