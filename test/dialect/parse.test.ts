import { describe, expect, test } from 'vitest';
import { problemOf } from './kernel-text.ts';

/** What is told of each mistake: what was found and what is allowed, with the place. */

describe('files that are no kernel', () => {
  test('an empty file', () => {
    expect(problemOf(``)).toMatchInlineSnapshot(`
      "kernel.js:1:1: the file is empty; a kernel file holds one JSDoc comment and one \`export default function name(…) { … }\`
      1 |
        | ^"
    `);
  });
  test('only a comment', () => {
    expect(problemOf(`/** nothing */
`)).toMatchInlineSnapshot(`
  "kernel.js:1:1: the file is empty; a kernel file holds one JSDoc comment and one \`export default function name(…) { … }\`
  1 | /** nothing */
    | ^"
`);
  });
  test('a syntax error', () => {
    expect(problemOf(`/**
 * @param {f32[n]} a
 * @returns {f32[n]}
 */
export default function f(a) { return a[0; }`)).toMatchInlineSnapshot(`
  "kernel.js:5:42: not JavaScript: Unexpected token ';'
  3 |  * @returns {f32[n]}
  4 |  */
  5 | export default function f(a) { return a[0; }
    |                                          ^"
`);
  });
  test('no JSDoc', () => {
    expect(problemOf(`export default function f(a) { return a[0]; }`)).toMatchInlineSnapshot(`
      "kernel.js:1:1: the kernel has no JSDoc before it; @param and @returns tags give the types (see kernels/README.md)
      1 | export default function f(a) { return a[0]; }
        | ^"
    `);
  });
  test('a plain comment in place of the JSDoc', () => {
    expect(problemOf(`/* @param {f32[n]} a */
export default function f(a) { return a[0]; }`)).toMatchInlineSnapshot(`
  "kernel.js:2:1: the kernel has no JSDoc before it; @param and @returns tags give the types (see kernels/README.md)
  1 | /* @param {f32[n]} a */
  2 | export default function f(a) { return a[0]; }
    | ^"
`);
  });
  test('a JSDoc after the function', () => {
    expect(problemOf(`export default function f(a) { return a[0]; }
/**
 * @param {f32[n]} a
 * @returns {f32[n]}
 */
`)).toMatchInlineSnapshot(`
  "kernel.js:1:1: the kernel has no JSDoc before it; @param and @returns tags give the types (see kernels/README.md)
  1 | export default function f(a) { return a[0]; }
    | ^"
`);
  });
  test('code before the function', () => {
    expect(problemOf(`globalThis.evil = 1;
/**
 * @param {f32[n]} a
 * @returns {f32[n]}
 */
export default function f(a) { return a[0]; }`)).toMatchInlineSnapshot(`
  "kernel.js:1:1: code outside the function makes this no kernel; a kernel file holds one JSDoc comment and one \`export default function name(…) { … }\`
  1 | globalThis.evil = 1;
    | ^"
`);
  });
  test('code after the function', () => {
    expect(problemOf(`/**
 * @param {f32[n]} a
 * @returns {f32[n]}
 */
export default function f(a) { return a[0]; }
f([1]);`)).toMatchInlineSnapshot(`
  "kernel.js:6:1: code outside the function makes this no kernel; a kernel file holds one JSDoc comment and one \`export default function name(…) { … }\`
  4 |  */
  5 | export default function f(a) { return a[0]; }
  6 | f([1]);
    | ^"
`);
  });
  test('an import', () => {
    expect(problemOf(`import fs from "fs";
/**
 * @param {f32[n]} a
 * @returns {f32[n]}
 */
export default function f(a) { return a[0]; }`)).toMatchInlineSnapshot(`
  "kernel.js:1:1: 'import' makes this no kernel; a kernel file holds one JSDoc comment and one \`export default function name(…) { … }\`
  1 | import fs from "fs";
    | ^"
`);
  });
  test('a constant beside it', () => {
    expect(problemOf(`/**
 * @param {f32[n]} a
 * @returns {f32[n]}
 */
const k = 2;
export default function f(a) { return a[0]; }`)).toMatchInlineSnapshot(`
  "kernel.js:5:1: a declaration outside the function makes this no kernel; a kernel file holds one JSDoc comment and one \`export default function name(…) { … }\`
  3 |  * @returns {f32[n]}
  4 |  */
  5 | const k = 2;
    | ^"
`);
  });
  test('two functions', () => {
    expect(problemOf(`/**
 * @param {f32[n]} a
 * @returns {f32[n]}
 */
function g(a) { return 1.0; }
export default function f(a) { return a[0]; }`)).toMatchInlineSnapshot(`
  "kernel.js:6:16: a second function is one too many; a kernel file holds one JSDoc comment and one \`export default function name(…) { … }\`
  4 |  */
  5 | function g(a) { return 1.0; }
  6 | export default function f(a) { return a[0]; }
    |                ^"
`);
  });
  test('two exports', () => {
    expect(problemOf(`/**
 * @param {f32[n]} a
 * @returns {f32[n]}
 */
export default function f(a) { return a[0]; }
export default function g(a) { return 1.0; }`)).toMatchInlineSnapshot(`
  "kernel.js:6:8: not JavaScript: Duplicate export 'default'
  4 |  */
  5 | export default function f(a) { return a[0]; }
  6 | export default function g(a) { return 1.0; }
    |        ^"
`);
  });
  test('an export by name', () => {
    expect(problemOf(`/**
 * @param {f32[n]} a
 * @returns {f32[n]}
 */
export function f(a) { return a[0]; }`)).toMatchInlineSnapshot(`
  "kernel.js:5:1: an 'export' by name makes this no kernel; a kernel file holds one JSDoc comment and one \`export default function name(…) { … }\`
  3 |  * @returns {f32[n]}
  4 |  */
  5 | export function f(a) { return a[0]; }
    | ^"
`);
  });
  test('an arrow function', () => {
    expect(problemOf(`/**
 * @param {f32[n]} a
 * @returns {f32[n]}
 */
export default (a) => a[0];`)).toMatchInlineSnapshot(`
  "kernel.js:5:1: a function makes this no kernel; a kernel file holds one JSDoc comment and one \`export default function name(…) { … }\`
  3 |  * @returns {f32[n]}
  4 |  */
  5 | export default (a) => a[0];
    | ^"
`);
  });
  test('a class', () => {
    expect(problemOf(`/**
 * @param {f32[n]} a
 * @returns {f32[n]}
 */
export default class A { static { globalThis.evil = 1; } }`)).toMatchInlineSnapshot(`
  "kernel.js:5:1: a class makes this no kernel; a kernel file holds one JSDoc comment and one \`export default function name(…) { … }\`
  3 |  * @returns {f32[n]}
  4 |  */
  5 | export default class A { static { globalThis.evil = 1; } }
    | ^"
`);
  });
  test('an object', () => {
    expect(problemOf(`/**
 * @param {f32[n]} a
 * @returns {f32[n]}
 */
export default { get f() { return 1; } };`)).toMatchInlineSnapshot(`
  "kernel.js:5:1: an object makes this no kernel; a kernel file holds one JSDoc comment and one \`export default function name(…) { … }\`
  3 |  * @returns {f32[n]}
  4 |  */
  5 | export default { get f() { return 1; } };
    | ^"
`);
  });
  test('a number', () => {
    expect(problemOf(`42`)).toMatchInlineSnapshot(`
      "kernel.js:1:1: code outside the function makes this no kernel; a kernel file holds one JSDoc comment and one \`export default function name(…) { … }\`
      1 | 42
        | ^"
    `);
  });
  test('a function without a name', () => {
    expect(problemOf(`/**
 * @param {f32[n]} a
 * @returns {f32[n]}
 */
export default function (a) { return a[0]; }`)).toMatchInlineSnapshot(`
  "kernel.js:5:16: the kernel function needs a name
  3 |  * @returns {f32[n]}
  4 |  */
  5 | export default function (a) { return a[0]; }
    |                ^"
`);
  });
  test('an async function', () => {
    expect(problemOf(`/**
 * @param {f32[n]} a
 * @returns {f32[n]}
 */
export default async function f(a) { return a[0]; }`)).toMatchInlineSnapshot(`
  "kernel.js:5:16: a kernel is a plain function: neither async nor a generator
  3 |  * @returns {f32[n]}
  4 |  */
  5 | export default async function f(a) { return a[0]; }
    |                ^"
`);
  });
  test('a generator', () => {
    expect(problemOf(`/**
 * @param {f32[n]} a
 * @returns {f32[n]}
 */
export default function* f(a) { return a[0]; }`)).toMatchInlineSnapshot(`
  "kernel.js:5:16: a kernel is a plain function: neither async nor a generator
  3 |  * @returns {f32[n]}
  4 |  */
  5 | export default function* f(a) { return a[0]; }
    |                ^"
`);
  });
  test('a default parameter', () => {
    expect(problemOf(`/**
 * @param {f32[n]} a
 * @returns {f32[n]}
 */
export default function f(a = globalThis.evil()) { return a[0]; }`)).toMatchInlineSnapshot(`
  "kernel.js:5:27: a parameter is one name; patterns, default values and ... are not in the language
  3 |  * @returns {f32[n]}
  4 |  */
  5 | export default function f(a = globalThis.evil()) { return a[0]; }
    |                           ^"
`);
  });
  test('a destructured parameter', () => {
    expect(problemOf(`/**
 * @param {f32[n]} a
 * @returns {f32[n]}
 */
export default function f({ a }) { return a[0]; }`)).toMatchInlineSnapshot(`
  "kernel.js:5:27: a parameter is one name; patterns, default values and ... are not in the language
  3 |  * @returns {f32[n]}
  4 |  */
  5 | export default function f({ a }) { return a[0]; }
    |                           ^"
`);
  });
  test('rest parameters', () => {
    expect(problemOf(`/**
 * @param {f32[n]} a
 * @returns {f32[n]}
 */
export default function f(...a) { return 1.0; }`)).toMatchInlineSnapshot(`
  "kernel.js:5:27: a parameter is one name; patterns, default values and ... are not in the language
  3 |  * @returns {f32[n]}
  4 |  */
  5 | export default function f(...a) { return 1.0; }
    |                           ^"
`);
  });
  test('a parameter twice', () => {
    expect(problemOf(`/**
 * @param {f32[n]} a
 * @returns {f32[n]}
 */
export default function f(a, a) { return a[0]; }`)).toMatchInlineSnapshot(`
  "kernel.js:5:30: not JavaScript: Argument name clash
  3 |  * @returns {f32[n]}
  4 |  */
  5 | export default function f(a, a) { return a[0]; }
    |                              ^"
`);
  });
  test('a parameter named __proto__', () => {
    expect(problemOf(`/**
 * @param {f32[n]} a
 * @returns {f32[n]}
 */
export default function f(__proto__) { return 1.0; }`)).toMatchInlineSnapshot(`
  "kernel.js:5:27: the name '__proto__' is reserved; a name does not start with __
  3 |  * @returns {f32[n]}
  4 |  */
  5 | export default function f(__proto__) { return 1.0; }
    |                           ^"
`);
  });
  test('a parameter named constructor', () => {
    expect(problemOf(`/**
 * @param {f32[n]} a
 * @returns {f32[n]}
 */
export default function f(constructor) { return 1.0; }`)).toMatchInlineSnapshot(`
  "kernel.js:5:27: the name 'constructor' is reserved; choose another
  3 |  * @returns {f32[n]}
  4 |  */
  5 | export default function f(constructor) { return 1.0; }
    |                           ^"
`);
  });
  test('a function named hasOwnProperty', () => {
    expect(problemOf(`/**
 * @param {f32[n]} a
 * @returns {f32[n]}
 */
export default function hasOwnProperty(a) { return 1.0; }`)).toMatchInlineSnapshot(`
  "kernel.js:5:25: the name 'hasOwnProperty' is reserved; choose another
  3 |  * @returns {f32[n]}
  4 |  */
  5 | export default function hasOwnProperty(a) { return 1.0; }
    |                         ^"
`);
  });
  test('a parameter beyond ASCII', () => {
    expect(problemOf(`/**
 * @param {f32[n]} a
 * @returns {f32[n]}
 */
export default function f(größe) { return 1.0; }`)).toMatchInlineSnapshot(`
  "kernel.js:5:27: the name 'größe' is not in the language; a name has only ASCII letters, digits and _
  3 |  * @returns {f32[n]}
  4 |  */
  5 | export default function f(größe) { return 1.0; }
    |                           ^"
`);
  });
  test('JSON', () => {
    expect(problemOf(`{"kernel": "pool-sum"}`)).toMatchInlineSnapshot(`
      "kernel.js:1:10: not JavaScript: Unexpected token ':'
      1 | {"kernel": "pool-sum"}
        |          ^"
    `);
  });
  test('TypeScript', () => {
    expect(problemOf(`/**
 * @param {f32[n]} a
 * @returns {f32[n]}
 */
export default function f(a: number[]): number { return a[0]; }`)).toMatchInlineSnapshot(`
  "kernel.js:5:28: not JavaScript: Unexpected token ':'
  3 |  * @returns {f32[n]}
  4 |  */
  5 | export default function f(a: number[]): number { return a[0]; }
    |                            ^"
`);
  });
  test('Python', () => {
    expect(problemOf(`def f(a):
    return a[0]
`)).toMatchInlineSnapshot(`
  "kernel.js:1:5: not JavaScript: Unexpected token 'f'
  1 | def f(a):
    |     ^"
`);
  });
});
