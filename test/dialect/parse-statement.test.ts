import { describe, expect, test } from 'vitest';
import { bodyProblem } from './kernel-text.ts';

/** What is told of each mistake: what was found and what is allowed, with the place. */

describe('declarations', () => {
  test('var', () => {
    expect(bodyProblem(`var a = 1.0; return a;`)).toMatchInlineSnapshot(`
      "kernel.js:9:1: 'var' is not in the language; use let or const
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | var a = 1.0; return a;
        | ^"
    `);
  });
  test('a pattern', () => {
    expect(bodyProblem(`const [a] = keys; return a;`)).toMatchInlineSnapshot(`
      "kernel.js:9:7: a declaration names one local; patterns are not in the language
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | const [a] = keys; return a;
        |       ^"
    `);
  });
  test('an object pattern', () => {
    expect(bodyProblem(`const { length } = keys; return length;`)).toMatchInlineSnapshot(`
      "kernel.js:9:7: a declaration names one local; patterns are not in the language
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | const { length } = keys; return length;
        |       ^"
    `);
  });
  test('const without a value', () => {
    expect(bodyProblem(`const a; return 1.0;`)).toMatchInlineSnapshot(`
      "kernel.js:9:8: not JavaScript: Unexpected token ';'
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | const a; return 1.0;
        |        ^"
    `);
  });
  test('twice in a block', () => {
    expect(bodyProblem(`let a = 1.0; let a = 2.0; return a;`)).toMatchInlineSnapshot(`
      "kernel.js:9:18: not JavaScript: Identifier 'a' has already been declared
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | let a = 1.0; let a = 2.0; return a;
        |                  ^"
    `);
  });
  test("a parameter's name", () => {
    expect(bodyProblem(`if (shift > 0) { let table = 1.0; } return 1.0;`)).toMatchInlineSnapshot(`
      "kernel.js:9:22: 'table' is a parameter; choose another name for the local
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | if (shift > 0) { let table = 1.0; } return 1.0;
        |                      ^"
    `);
  });
  test('__proto__', () => {
    expect(bodyProblem(`let __proto__ = 1.0; return __proto__;`)).toMatchInlineSnapshot(`
      "kernel.js:9:5: the name '__proto__' is reserved; a name does not start with __
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | let __proto__ = 1.0; return __proto__;
        |     ^"
    `);
  });
  test('constructor', () => {
    expect(bodyProblem(`const constructor = 1.0; return constructor;`)).toMatchInlineSnapshot(`
      "kernel.js:9:7: the name 'constructor' is reserved; choose another
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | const constructor = 1.0; return constructor;
        |       ^"
    `);
  });
  test('hasOwnProperty', () => {
    expect(bodyProblem(`for (let hasOwnProperty = 0; hasOwnProperty < 3; hasOwnProperty++) {} return 1.0;`)).toMatchInlineSnapshot(`
      "kernel.js:9:10: the name 'hasOwnProperty' is reserved; choose another
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | for (let hasOwnProperty = 0; hasOwnProperty < 3; hasOwnProperty++) {} return 1.0;
        |          ^"
    `);
  });
  test('valueOf', () => {
    expect(bodyProblem(`let valueOf; valueOf = 1.0; return valueOf;`)).toMatchInlineSnapshot(`
      "kernel.js:9:5: the name 'valueOf' is reserved; choose another
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | let valueOf; valueOf = 1.0; return valueOf;
        |     ^"
    `);
  });
  test('Math', () => {
    expect(bodyProblem(`let Math = 1.0; return Math;`)).toMatchInlineSnapshot(`
      "kernel.js:9:5: the name 'Math' is reserved; choose another
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | let Math = 1.0; return Math;
        |     ^"
    `);
  });
  test('Infinity', () => {
    expect(bodyProblem(`if (shift > 0) { let Infinity = 1.0; return Infinity; } return 1.0;`)).toMatchInlineSnapshot(`
      "kernel.js:9:22: the name 'Infinity' is reserved; choose another
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | if (shift > 0) { let Infinity = 1.0; return Infinity; } return 1.0;
        |                      ^"
    `);
  });
  test('letters beyond ASCII', () => {
    expect(bodyProblem(`let größe = 1.0; return größe;`)).toMatchInlineSnapshot(`
      "kernel.js:9:5: the name 'größe' is not in the language; a name has only ASCII letters, digits and _
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | let größe = 1.0; return größe;
        |     ^"
    `);
  });
  test('a dollar', () => {
    expect(bodyProblem(`let $a = 1.0; return $a;`)).toMatchInlineSnapshot(`
      "kernel.js:9:5: the name '$a' is not in the language; a name has only ASCII letters, digits and _
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | let $a = 1.0; return $a;
        |     ^"
    `);
  });
  test('an escaped name', () => {
    expect(bodyProblem(`let \\u0061b\\u0063\\u00e9 = 1.0; return 1.0;`)).toMatchInlineSnapshot(`
      "kernel.js:9:5: the name 'abcé' is not in the language; a name has only ASCII letters, digits and _
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | let \\u0061b\\u0063\\u00e9 = 1.0; return 1.0;
        |     ^"
    `);
  });
  test('a name of 101 characters', () => {
    expect(bodyProblem(`let aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa = 1.0; return 1.0;`)).toMatchInlineSnapshot(`
      "kernel.js:9:5: the name 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa… has 101 characters; a name has at most 100
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | let aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa = 1.0; return
        |     ^"
    `);
  });
  test('a function', () => {
    expect(bodyProblem(`function f() { return 1.0; } return f();`)).toMatchInlineSnapshot(`
      "kernel.js:9:1: a function is not in the language; allowed statements: let, const, assignment, if, for, while, break, continue, return
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | function f() { return 1.0; } return f();
        | ^"
    `);
  });
  test('a class', () => {
    expect(bodyProblem(`class A { static { globalThis.evil = 1; } } return 1.0;`)).toMatchInlineSnapshot(`
      "kernel.js:9:1: a class is not in the language; allowed statements: let, const, assignment, if, for, while, break, continue, return
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | class A { static { globalThis.evil = 1; } } return 1.0;
        | ^"
    `);
  });
});

describe('assignments', () => {
  test('to a constant', () => {
    expect(bodyProblem(`const a = 1.0; a = 2.0; return a;`)).toMatchInlineSnapshot(`
      "kernel.js:9:16: 'a' is const and cannot be assigned; declare it with let
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | const a = 1.0; a = 2.0; return a;
        |                ^"
    `);
  });
  test('increment of a constant', () => {
    expect(bodyProblem(`const a = 1; a++; return a;`)).toMatchInlineSnapshot(`
      "kernel.js:9:14: 'a' is const and cannot be assigned; declare it with let
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | const a = 1; a++; return a;
        |              ^"
    `);
  });
  test('to a parameter', () => {
    expect(bodyProblem(`scale = 2.0; return scale;`)).toMatchInlineSnapshot(`
      "kernel.js:9:1: parameter 'scale' cannot be assigned; copy it into a local
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | scale = 2.0; return scale;
        | ^"
    `);
  });
  test('to an array', () => {
    expect(bodyProblem(`table[0][0] = 1.0; return 1.0;`)).toMatchInlineSnapshot(`
      "kernel.js:9:1: a map kernel cannot write to arrays; return the value of its one element
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | table[0][0] = 1.0; return 1.0;
        | ^"
    `);
  });
  test('to an undeclared name', () => {
    expect(bodyProblem(`a = 1.0; return a;`)).toMatchInlineSnapshot(`
      "kernel.js:9:1: 'a' is not declared here; declare it with let
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | a = 1.0; return a;
        | ^"
    `);
  });
  test('to a pattern', () => {
    expect(bodyProblem(`let a = 1.0; [a] = keys; return a;`)).toMatchInlineSnapshot(`
      "kernel.js:9:14: only a local can be assigned
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | let a = 1.0; [a] = keys; return a;
        |              ^"
    `);
  });
  test('**=', () => {
    expect(bodyProblem(`let a = 1.0; a **= 2.0; return a;`)).toMatchInlineSnapshot(`
      "kernel.js:9:14: operator '**=' is not in the language; allowed: = += -= *= /= %= &= |= ^= <<= >>= >>>=
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | let a = 1.0; a **= 2.0; return a;
        |              ^"
    `);
  });
  test('??=', () => {
    expect(bodyProblem(`let a = 1.0; a ??= 2.0; return a;`)).toMatchInlineSnapshot(`
      "kernel.js:9:14: operator '??=' is not in the language; allowed: = += -= *= /= %= &= |= ^= <<= >>= >>>=
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | let a = 1.0; a ??= 2.0; return a;
        |              ^"
    `);
  });
  test('&&=', () => {
    expect(bodyProblem(`let a = true; a &&= false; return a ? 1 : 0;`)).toMatchInlineSnapshot(`
      "kernel.js:9:15: operator '&&=' is not in the language; allowed: = += -= *= /= %= &= |= ^= <<= >>= >>>=
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | let a = true; a &&= false; return a ? 1 : 0;
        |               ^"
    `);
  });
  test('two in one', () => {
    expect(bodyProblem(`let a = 1.0; let b = 1.0; a = b = 2.0; return a;`)).toMatchInlineSnapshot(`
      "kernel.js:9:31: an assignment inside an expression is not in the language; make it a statement of its own
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | let a = 1.0; let b = 1.0; a = b = 2.0; return a;
        |                               ^"
    `);
  });
  test('with a comma', () => {
    expect(bodyProblem(`let a = 1.0; let b = 1.0; a = 2.0, b = 3.0; return a;`)).toMatchInlineSnapshot(`
      "kernel.js:9:27: the comma operator is not in the language; make each part a statement of its own
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | let a = 1.0; let b = 1.0; a = 2.0, b = 3.0; return a;
        |                           ^"
    `);
  });
  test('to Infinity', () => {
    expect(bodyProblem(`Infinity = 1.0; return 1.0;`)).toMatchInlineSnapshot(`
      "kernel.js:9:1: 'Infinity' is not declared here; declare it with let
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | Infinity = 1.0; return 1.0;
        | ^"
    `);
  });
});

describe('statements', () => {
  test('switch', () => {
    expect(bodyProblem(`switch (shift) { case 0: return 1.0; } return 2.0;`)).toMatchInlineSnapshot(`
      "kernel.js:9:1: 'switch' is not in the language; allowed statements: let, const, assignment, if, for, while, break, continue, return
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | switch (shift) { case 0: return 1.0; } return 2.0;
        | ^"
    `);
  });
  test('try', () => {
    expect(bodyProblem(`try { return 1.0; } catch { return 2.0; }`)).toMatchInlineSnapshot(`
      "kernel.js:9:1: 'try' is not in the language; allowed statements: let, const, assignment, if, for, while, break, continue, return
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | try { return 1.0; } catch { return 2.0; }
        | ^"
    `);
  });
  test('throw', () => {
    expect(bodyProblem(`throw 1;`)).toMatchInlineSnapshot(`
      "kernel.js:9:1: 'throw' is not in the language; allowed statements: let, const, assignment, if, for, while, break, continue, return
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | throw 1;
        | ^"
    `);
  });
  test('do while', () => {
    expect(bodyProblem(`let i = 0; do { i++; } while (i < 3); return i;`)).toMatchInlineSnapshot(`
      "kernel.js:9:12: 'do … while' is not in the language; allowed statements: let, const, assignment, if, for, while, break, continue, return
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | let i = 0; do { i++; } while (i < 3); return i;
        |            ^"
    `);
  });
  test('for in', () => {
    expect(bodyProblem(`for (const k in keys) {} return 1.0;`)).toMatchInlineSnapshot(`
      "kernel.js:9:1: 'for … in' is not in the language; allowed statements: let, const, assignment, if, for, while, break, continue, return
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | for (const k in keys) {} return 1.0;
        | ^"
    `);
  });
  test('for of', () => {
    expect(bodyProblem(`for (const k of keys) {} return 1.0;`)).toMatchInlineSnapshot(`
      "kernel.js:9:1: 'for … of' is not in the language; allowed statements: let, const, assignment, if, for, while, break, continue, return
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | for (const k of keys) {} return 1.0;
        | ^"
    `);
  });
  test('a label', () => {
    expect(bodyProblem(`outer: for (let i = 0; i < 3; i++) {} return 1.0;`)).toMatchInlineSnapshot(`
      "kernel.js:9:1: a label is not in the language; allowed statements: let, const, assignment, if, for, while, break, continue, return
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | outer: for (let i = 0; i < 3; i++) {} return 1.0;
        | ^"
    `);
  });
  test('break with a label', () => {
    expect(bodyProblem(`outer: while (true) { break outer; } return 1.0;`)).toMatchInlineSnapshot(`
      "kernel.js:9:1: a label is not in the language; allowed statements: let, const, assignment, if, for, while, break, continue, return
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | outer: while (true) { break outer; } return 1.0;
        | ^"
    `);
  });
  test('debugger', () => {
    expect(bodyProblem(`debugger; return 1.0;`)).toMatchInlineSnapshot(`
      "kernel.js:9:1: 'debugger' is not in the language; allowed statements: let, const, assignment, if, for, while, break, continue, return
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | debugger; return 1.0;
        | ^"
    `);
  });
  test('with', () => {
    expect(bodyProblem(`with (keys) { return 1.0; }`)).toMatchInlineSnapshot(`
      "kernel.js:9:1: not JavaScript: 'with' in strict mode
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | with (keys) { return 1.0; }
        | ^"
    `);
  });
  test('a value that does nothing', () => {
    expect(bodyProblem(`scale + 1.0; return 1.0;`)).toMatchInlineSnapshot(`
      "kernel.js:9:1: a calculation does nothing as a statement; allowed: let, const, assignment, if, for, while, break, continue, return
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | scale + 1.0; return 1.0;
        | ^"
    `);
  });
  test('a call that does nothing', () => {
    expect(bodyProblem(`Math.floor(scale); return 1.0;`)).toMatchInlineSnapshot(`
      "kernel.js:9:1: a call does nothing as a statement; allowed: let, const, assignment, if, for, while, break, continue, return
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | Math.floor(scale); return 1.0;
        | ^"
    `);
  });
  test('a directive', () => {
    expect(bodyProblem(`"use asm"; return 1.0;`)).toMatchInlineSnapshot(`
      "kernel.js:9:1: a literal does nothing as a statement; allowed: let, const, assignment, if, for, while, break, continue, return
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | "use asm"; return 1.0;
        | ^"
    `);
  });
  test('console', () => {
    expect(bodyProblem(`console.log(scale); return 1.0;`)).toMatchInlineSnapshot(`
      "kernel.js:9:1: only Math functions and those of the language can be called: no closures, methods or helpers in a kernel
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | console.log(scale); return 1.0;
        | ^"
    `);
  });
  test('break outside a loop', () => {
    expect(bodyProblem(`break;`)).toMatchInlineSnapshot(`
      "kernel.js:9:1: 'break' stands outside a loop
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | break;
        | ^"
    `);
  });
  test('continue outside a loop', () => {
    expect(bodyProblem(`if (shift > 0) { continue; } return 1.0;`)).toMatchInlineSnapshot(`
      "kernel.js:9:18: 'continue' stands outside a loop
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | if (shift > 0) { continue; } return 1.0;
        |                  ^"
    `);
  });
  test('return without a value', () => {
    expect(bodyProblem(`return;`)).toMatchInlineSnapshot(`
      "kernel.js:9:1: 'return' must give the element's value
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | return;
        | ^"
    `);
  });
  test('two updates', () => {
    expect(bodyProblem(`for (let i = 0, j = 0; i < 3; i++, j++) {} return 1.0;`)).toMatchInlineSnapshot(`
      "kernel.js:9:31: a for loop updates one local; move the other updates into its body
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | for (let i = 0, j = 0; i < 3; i++, j++) {} return 1.0;
        |                               ^"
    `);
  });
  test('an import', () => {
    expect(bodyProblem(`import fs from "fs"; return 1.0;`)).toMatchInlineSnapshot(`
      "kernel.js:9:1: not JavaScript: 'import' and 'export' may only appear at the top level
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | import fs from "fs"; return 1.0;
        | ^"
    `);
  });
});
