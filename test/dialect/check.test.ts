import { describe, expect, test } from 'vitest';
import { bodyProblem } from './kernel-text.ts';

/** What is told of each mistake: what was found and what is allowed, with the place. */

describe('conditions', () => {
  test('an integer', () => {
    expect(bodyProblem(`if (shift) { return 1.0; } return 2.0;`)).toMatchInlineSnapshot(`
      "kernel.js:9:5: a condition is a comparison or bool; found i32 (write … !== 0)
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | if (shift) { return 1.0; } return 2.0;
        |     ^"
    `);
  });
  test('a float in while', () => {
    expect(bodyProblem(`let a = 1.0; while (a) { a -= 1.0; } return a;`)).toMatchInlineSnapshot(`
      "kernel.js:9:21: a condition is a comparison or bool; found f32 (write … !== 0)
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | let a = 1.0; while (a) { a -= 1.0; } return a;
        |                     ^"
    `);
  });
  test('a number in ?:', () => {
    expect(bodyProblem(`return shift ? 1.0 : 2.0;`)).toMatchInlineSnapshot(`
      "kernel.js:9:8: a condition is a comparison or bool; found i32 (write … !== 0)
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | return shift ? 1.0 : 2.0;
        |        ^"
    `);
  });
  test('numbers in &&', () => {
    expect(bodyProblem(`if (shift && scale > 0.0) { return 1.0; } return 2.0;`)).toMatchInlineSnapshot(`
      "kernel.js:9:5: '&&' takes bool; found i32
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | if (shift && scale > 0.0) { return 1.0; } return 2.0;
        |     ^"
    `);
  });
  test('! of a number', () => {
    expect(bodyProblem(`if (!shift) { return 1.0; } return 2.0;`)).toMatchInlineSnapshot(`
      "kernel.js:9:5: '!' takes bool; found i32
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | if (!shift) { return 1.0; } return 2.0;
        |     ^"
    `);
  });
  test('comparison of bools', () => {
    expect(bodyProblem(`const a = shift > 0; if (a < true) { return 1.0; } return 2.0;`)).toMatchInlineSnapshot(`
      "kernel.js:9:26: '<' compares numbers; found bool
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | const a = shift > 0; if (a < true) { return 1.0; } return 2.0;
        |                          ^"
    `);
  });
  test('a bool compared with a number', () => {
    expect(bodyProblem(`if ((shift > 0) === 1) { return 1.0; } return 2.0;`)).toMatchInlineSnapshot(`
      "kernel.js:9:5: '===' takes two of a kind; found bool and i32
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | if ((shift > 0) === 1) { return 1.0; } return 2.0;
        |     ^"
    `);
  });
});

describe('indices', () => {
  test('a float literal', () => {
    expect(bodyProblem(`return table[1.0][0];`)).toMatchInlineSnapshot(`
      "kernel.js:9:14: an index of 'table' must be i32; found f32 (use Math.floor(…) or … | 0)
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | return table[1.0][0];
        |              ^"
    `);
  });
  test('a float local', () => {
    expect(bodyProblem(`let row = 0.5; return table[row][0];`)).toMatchInlineSnapshot(`
      "kernel.js:9:29: an index of 'table' must be i32; found f32 (use Math.floor(…) or … | 0)
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | let row = 0.5; return table[row][0];
        |                             ^"
    `);
  });
  test('a quotient', () => {
    expect(bodyProblem(`return table[shift / 2][0];`)).toMatchInlineSnapshot(`
      "kernel.js:9:14: an index of 'table' must be i32; found f32 (use Math.floor(…) or … | 0)
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | return table[shift / 2][0];
        |              ^"
    `);
  });
  test('a bool', () => {
    expect(bodyProblem(`return table[shift > 0][0];`)).toMatchInlineSnapshot(`
      "kernel.js:9:14: an index of 'table' must be i32; found bool (use Math.floor(…) or … | 0)
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | return table[shift > 0][0];
        |              ^"
    `);
  });
});

describe('arithmetic', () => {
  test('bool plus number', () => {
    expect(bodyProblem(`return (shift > 0) + 1;`)).toMatchInlineSnapshot(`
      "kernel.js:9:8: '+' takes two of a kind; found bool and f32
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | return (shift > 0) + 1;
        |        ^"
    `);
  });
  test('bool times bool', () => {
    expect(bodyProblem(`return (shift > 0) * (shift < 9);`)).toMatchInlineSnapshot(`
      "kernel.js:9:8: '*' takes numbers; found bool
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | return (shift > 0) * (shift < 9);
        |        ^"
    `);
  });
  test('bool over bool', () => {
    expect(bodyProblem(`return (shift > 0) / (shift < 9);`)).toMatchInlineSnapshot(`
      "kernel.js:9:8: '/' takes numbers; found bool
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | return (shift > 0) / (shift < 9);
        |        ^"
    `);
  });
  test('minus bool', () => {
    expect(bodyProblem(`return -(shift > 0);`)).toMatchInlineSnapshot(`
      "kernel.js:9:8: '-' takes a number; found bool
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | return -(shift > 0);
        |        ^"
    `);
  });
  test('bits of a float', () => {
    expect(bodyProblem(`return scale & 1;`)).toMatchInlineSnapshot(`
      "kernel.js:9:8: '&' takes i32; found f32
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | return scale & 1;
        |        ^"
    `);
  });
  test('a shift by a float', () => {
    expect(bodyProblem(`return shift << scale;`)).toMatchInlineSnapshot(`
      "kernel.js:9:17: '<<' takes i32; found f32
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | return shift << scale;
        |                 ^"
    `);
  });
  test('~ of a float', () => {
    expect(bodyProblem(`return ~scale;`)).toMatchInlineSnapshot(`
      "kernel.js:9:8: '~' takes i32; found f32
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | return ~scale;
        |        ^"
    `);
  });
  test('bool | 0', () => {
    expect(bodyProblem(`return (shift > 0) | 0;`)).toMatchInlineSnapshot(`
      "kernel.js:9:9: '|' takes numbers; found bool
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | return (shift > 0) | 0;
        |         ^"
    `);
  });
  test('Math.max of bools', () => {
    expect(bodyProblem(`return Math.max(shift > 0, true);`)).toMatchInlineSnapshot(`
      "kernel.js:9:8: Math.max takes numbers; found bool
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | return Math.max(shift > 0, true);
        |        ^"
    `);
  });
  test('Math.abs of a bool', () => {
    expect(bodyProblem(`return Math.abs(true);`)).toMatchInlineSnapshot(`
      "kernel.js:9:8: Math.abs takes numbers; found bool
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | return Math.abs(true);
        |        ^"
    `);
  });
  test('Math.sqrt of a bool', () => {
    expect(bodyProblem(`return Math.sqrt(true);`)).toMatchInlineSnapshot(`
      "kernel.js:9:18: Math.sqrt takes f32; found bool
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | return Math.sqrt(true);
        |                  ^"
    `);
  });
  test('Math.imul of a float', () => {
    expect(bodyProblem(`return Math.imul(shift, scale);`)).toMatchInlineSnapshot(`
      "kernel.js:9:25: Math.imul takes i32; found f32
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | return Math.imul(shift, scale);
        |                         ^"
    `);
  });
  test('a choice between bool and number', () => {
    expect(bodyProblem(`return shift > 0 ? 1.0 : true;`)).toMatchInlineSnapshot(`
      "kernel.js:9:8: '?:' takes two of a kind; found f32 and bool
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | return shift > 0 ? 1.0 : true;
        |        ^"
    `);
  });
  test('a bool returned', () => {
    expect(bodyProblem(`return shift > 0;`)).toMatchInlineSnapshot(`
      "kernel.js:9:8: a kernel returns a number; found bool (use a ? 1 : 0)
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | return shift > 0;
        |        ^"
    `);
  });
});

describe('locals', () => {
  test('a bool takes a number', () => {
    expect(bodyProblem(`let a = shift > 0; a = 1; return 1.0;`)).toMatchInlineSnapshot(`
      "kernel.js:9:20: 'a' is bool and cannot take i32
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | let a = shift > 0; a = 1; return 1.0;
        |                    ^"
    `);
  });
  test('a number takes a bool', () => {
    expect(bodyProblem(`let a = 1; a = shift > 0; return 1.0;`)).toMatchInlineSnapshot(`
      "kernel.js:9:12: 'a' is i32 and cannot take bool
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | let a = 1; a = shift > 0; return 1.0;
        |            ^"
    `);
  });
  test('a bool is added to', () => {
    expect(bodyProblem(`let a = true; a += 1; return 1.0;`)).toMatchInlineSnapshot(`
      "kernel.js:9:15: 'a' is bool; '+=' takes numbers
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | let a = true; a += 1; return 1.0;
        |               ^"
    `);
  });
  test('a number takes += bool', () => {
    expect(bodyProblem(`let a = 1; a += true; return 1.0;`)).toMatchInlineSnapshot(`
      "kernel.js:9:17: '+=' takes numbers; found bool
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | let a = 1; a += true; return 1.0;
        |                 ^"
    `);
  });
  test('bits of a float local', () => {
    expect(bodyProblem(`let a = 1.0; a |= 1; return a;`)).toMatchInlineSnapshot(`
      "kernel.js:9:14: '|=' takes i32; 'a' is f32
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | let a = 1.0; a |= 1; return a;
        |              ^"
    `);
  });
  test('bits from a float', () => {
    expect(bodyProblem(`let a = 1; a <<= scale; return a;`)).toMatchInlineSnapshot(`
      "kernel.js:9:12: '<<=' takes i32; 'a' is f32
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | let a = 1; a <<= scale; return a;
        |            ^"
    `);
  });
});
