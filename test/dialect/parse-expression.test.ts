import { describe, expect, test } from 'vitest';
import { bodyProblem } from './kernel-text.ts';

/** What is told of each mistake: what was found and what is allowed, with the place. */

describe('names', () => {
  test('an undeclared name', () => {
    expect(bodyProblem(`return missing;`)).toMatchInlineSnapshot(`
      "kernel.js:9:8: 'missing' is not declared here; in scope: table, keys, scale, shift
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | return missing;
        |        ^"
    `);
  });
  test('a local out of its block', () => {
    expect(bodyProblem(`if (shift > 0) { let inner = 1.0; } return inner;`)).toMatchInlineSnapshot(`
      "kernel.js:9:44: 'inner' is not declared here; in scope: table, keys, scale, shift
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | if (shift > 0) { let inner = 1.0; } return inner;
        |                                            ^"
    `);
  });
  test('a counter after its loop', () => {
    expect(bodyProblem(`for (let i = 0; i < 3; i++) {} return i;`)).toMatchInlineSnapshot(`
      "kernel.js:9:39: 'i' is not declared here; in scope: table, keys, scale, shift
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | for (let i = 0; i < 3; i++) {} return i;
        |                                       ^"
    `);
  });
  test('a use before the declaration', () => {
    expect(bodyProblem(`let a = b; let b = 1.0; return a;`)).toMatchInlineSnapshot(`
      "kernel.js:9:9: 'b' is used before its declaration; declare it first
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | let a = b; let b = 1.0; return a;
        |         ^"
    `);
  });
  test('a local in its own declaration', () => {
    expect(bodyProblem(`let a = 1.0; if (shift > 0) { let a = a + 1.0; return a; } return a;`)).toMatchInlineSnapshot(`
      "kernel.js:9:39: 'a' is used before its declaration; declare it first
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | let a = 1.0; if (shift > 0) { let a = a + 1.0; return a; } return a;
        |                                       ^"
    `);
  });
  test('an outer local that an inner one hides later', () => {
    expect(bodyProblem(`let a = 1.0; if (shift > 0) { const b = a; let a = 2.0; return a + b; } return a;`)).toMatchInlineSnapshot(`
      "kernel.js:9:41: 'a' is used before its declaration; declare it first
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | let a = 1.0; if (shift > 0) { const b = a; let a = 2.0; return a + b; } return a;
        |                                         ^"
    `);
  });
  test('an array without indices', () => {
    expect(bodyProblem(`return table;`)).toMatchInlineSnapshot(`
      "kernel.js:9:8: array 'table' has 2 dimensions and must be indexed by all of them
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | return table;
        |        ^"
    `);
  });
  test('NaN', () => {
    expect(bodyProblem(`return NaN;`)).toMatchInlineSnapshot(`
      "kernel.js:9:8: 'NaN' is not declared here; in scope: table, keys, scale, shift
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | return NaN;
        |        ^"
    `);
  });
  test('undefined', () => {
    expect(bodyProblem(`return undefined;`)).toMatchInlineSnapshot(`
      "kernel.js:9:8: 'undefined' is not declared here; in scope: table, keys, scale, shift
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | return undefined;
        |        ^"
    `);
  });
  test('arguments', () => {
    expect(bodyProblem(`return arguments[0];`)).toMatchInlineSnapshot(`
      "kernel.js:9:8: 'arguments' is not a parameter; arrays here: table, keys
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | return arguments[0];
        |        ^"
    `);
  });
  test('many names in scope', () => {
    expect(bodyProblem(`let v0 = 1.0; let v1 = 1.0; let v2 = 1.0; let v3 = 1.0; let v4 = 1.0; let v5 = 1.0; let v6 = 1.0; let v7 = 1.0; let v8 = 1.0; let v9 = 1.0; let v10 = 1.0; let v11 = 1.0; let v12 = 1.0; let v13 = 1.0; let v14 = 1.0; let v15 = 1.0; let v16 = 1.0; let v17 = 1.0; let v18 = 1.0; let v19 = 1.0; return missing;`)).toMatchInlineSnapshot(`
      "kernel.js:9:298: 'missing' is not declared here; in scope: v0, v1, v2, v3, v4, v5, v6, v7, v8, v9, v10, v11 and 12 more
      7 |
      8 |
      9 | = 1.0; let v17 = 1.0; let v18 = 1.0; let v19 = 1.0; return missing;
        |                                                            ^"
    `);
  });
});

describe('literals', () => {
  test('a string', () => {
    expect(bodyProblem(`return "one";`)).toMatchInlineSnapshot(`
      "kernel.js:9:8: "one" is not in the language; literals are numbers, true and false
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | return "one";
        |        ^"
    `);
  });
  test('null', () => {
    expect(bodyProblem(`return null;`)).toMatchInlineSnapshot(`
      "kernel.js:9:8: null is not in the language; literals are numbers, true and false
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | return null;
        |        ^"
    `);
  });
  test('a regular expression', () => {
    expect(bodyProblem(`return /a+/;`)).toMatchInlineSnapshot(`
      "kernel.js:9:8: /a+/ is not in the language; literals are numbers, true and false
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | return /a+/;
        |        ^"
    `);
  });
  test('a bigint', () => {
    expect(bodyProblem(`return 10n;`)).toMatchInlineSnapshot(`
      "kernel.js:9:8: 10n is not in the language; literals are numbers, true and false
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | return 10n;
        |        ^"
    `);
  });
  test('a template string', () => {
    expect(bodyProblem(`return \`1\`;`)).toMatchInlineSnapshot(`
      "kernel.js:9:8: a template string is not in the language; allowed in an expression: numbers, locals, parameters, array elements, this.thread, this.output, this.constants, operators, ?: and Math functions
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | return \`1\`;
        |        ^"
    `);
  });
  test('a huge integer', () => {
    expect(bodyProblem(`return 3000000000;`)).toMatchInlineSnapshot(`
      "kernel.js:9:8: integer 3000000000 does not fit i32 (-2147483648 to 2147483647); write 3000000000.0 for a float
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | return 3000000000;
        |        ^"
    `);
  });
  test('a huge hexadecimal integer', () => {
    expect(bodyProblem(`return 0xffffffff;`)).toMatchInlineSnapshot(`
      "kernel.js:9:8: integer 0xffffffff does not fit i32 (-2147483648 to 2147483647); write a smaller one
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | return 0xffffffff;
        |        ^"
    `);
  });
  test('an integer of 400 digits', () => {
    expect(bodyProblem(`return 9999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999;`)).toMatchInlineSnapshot(`
      "kernel.js:9:8: the number 999999999999999999999999999999999999999999999999999999999999… is too large; write Infinity if that is meant
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | return 99999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999
        |        ^"
    `);
  });
  test('a float beyond double', () => {
    expect(bodyProblem(`return 1e999;`)).toMatchInlineSnapshot(`
      "kernel.js:9:8: the number 1e999 is too large; write Infinity if that is meant
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | return 1e999;
        |        ^"
    `);
  });
  test('an array literal', () => {
    expect(bodyProblem(`return [1, 2][0];`)).toMatchInlineSnapshot(`
      "kernel.js:9:8: only parameters can be indexed
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | return [1, 2][0];
        |        ^"
    `);
  });
  test('an object', () => {
    expect(bodyProblem(`return { a: 1 };`)).toMatchInlineSnapshot(`
      "kernel.js:9:8: an object is not in the language; allowed in an expression: numbers, locals, parameters, array elements, this.thread, this.output, this.constants, operators, ?: and Math functions
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | return { a: 1 };
        |        ^"
    `);
  });
});

describe('operators', () => {
  test('power', () => {
    expect(bodyProblem(`return scale ** 2.0;`)).toMatchInlineSnapshot(`
      "kernel.js:9:8: operator '**' is not in the language; allowed: + - * / % < <= > >= === !== & | ^ << >> >>>
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | return scale ** 2.0;
        |        ^"
    `);
  });
  test('nullish', () => {
    expect(bodyProblem(`return scale ?? 1.0;`)).toMatchInlineSnapshot(`
      "kernel.js:9:8: operator '??' is not in the language; allowed: && ||
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | return scale ?? 1.0;
        |        ^"
    `);
  });
  test('in', () => {
    expect(bodyProblem(`return shift in keys ? 1 : 0;`)).toMatchInlineSnapshot(`
      "kernel.js:9:8: operator 'in' is not in the language; allowed: + - * / % < <= > >= === !== & | ^ << >> >>>
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | return shift in keys ? 1 : 0;
        |        ^"
    `);
  });
  test('instanceof', () => {
    expect(bodyProblem(`return scale instanceof Number ? 1 : 0;`)).toMatchInlineSnapshot(`
      "kernel.js:9:8: operator 'instanceof' is not in the language; allowed: + - * / % < <= > >= === !== & | ^ << >> >>>
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | return scale instanceof Number ? 1 : 0;
        |        ^"
    `);
  });
  test('typeof', () => {
    expect(bodyProblem(`return typeof scale;`)).toMatchInlineSnapshot(`
      "kernel.js:9:8: operator 'typeof' before a value is not in the language; allowed: - ! ~
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | return typeof scale;
        |        ^"
    `);
  });
  test('void', () => {
    expect(bodyProblem(`return void 0;`)).toMatchInlineSnapshot(`
      "kernel.js:9:8: operator 'void' before a value is not in the language; allowed: - ! ~
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | return void 0;
        |        ^"
    `);
  });
  test('delete', () => {
    expect(bodyProblem(`return delete table[0][0];`)).toMatchInlineSnapshot(`
      "kernel.js:9:8: operator 'delete' before a value is not in the language; allowed: - ! ~
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | return delete table[0][0];
        |        ^"
    `);
  });
  test('unary plus', () => {
    expect(bodyProblem(`return +scale;`)).toMatchInlineSnapshot(`
      "kernel.js:9:8: operator '+' before a value is not in the language; allowed: - ! ~
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | return +scale;
        |        ^"
    `);
  });
  test('a comma', () => {
    expect(bodyProblem(`return (scale, 1.0);`)).toMatchInlineSnapshot(`
      "kernel.js:9:9: the comma operator is not in the language; allowed in an expression: numbers, locals, parameters, array elements, this.thread, this.output, this.constants, operators, ?: and Math functions
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | return (scale, 1.0);
        |         ^"
    `);
  });
  test('assignment in an expression', () => {
    expect(bodyProblem(`let a = 1.0; return (a = 2.0);`)).toMatchInlineSnapshot(`
      "kernel.js:9:22: an assignment inside an expression is not in the language; make it a statement of its own
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | let a = 1.0; return (a = 2.0);
        |                      ^"
    `);
  });
  test('increment in an expression', () => {
    expect(bodyProblem(`let a = 1; return table[a++][0];`)).toMatchInlineSnapshot(`
      "kernel.js:9:25: an assignment inside an expression is not in the language; make it a statement of its own
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | let a = 1; return table[a++][0];
        |                         ^"
    `);
  });
  test('optional chaining', () => {
    expect(bodyProblem(`return table?.[0][0];`)).toMatchInlineSnapshot(`
      "kernel.js:9:8: '?.' is not in the language; allowed in an expression: numbers, locals, parameters, array elements, this.thread, this.output, this.constants, operators, ?: and Math functions
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | return table?.[0][0];
        |        ^"
    `);
  });
});

describe('members and calls', () => {
  test('the host process', () => {
    expect(bodyProblem(`return process.exit(3);`)).toMatchInlineSnapshot(`
      "kernel.js:9:8: only Math functions and those of the language can be called: no closures, methods or helpers in a kernel
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | return process.exit(3);
        |        ^"
    `);
  });
  test('the global object', () => {
    expect(bodyProblem(`return globalThis.x;`)).toMatchInlineSnapshot(`
      "kernel.js:9:8: member access '.x' is not in the language; allowed: this.thread.x, this.output.x, this.constants.<size>, Math.<name>
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | return globalThis.x;
        |        ^"
    `);
  });
  test('eval', () => {
    expect(bodyProblem(`return eval("1");`)).toMatchInlineSnapshot(`
      "kernel.js:9:8: only Math functions and those of the language can be called: no closures, methods or helpers in a kernel
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | return eval("1");
        |        ^"
    `);
  });
  test('Function', () => {
    expect(bodyProblem(`return Function("return 1")();`)).toMatchInlineSnapshot(`
      "kernel.js:9:8: only Math functions and those of the language can be called: no closures, methods or helpers in a kernel
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | return Function("return 1")();
        |        ^"
    `);
  });
  test('new Function', () => {
    expect(bodyProblem(`return new Function("return 1")();`)).toMatchInlineSnapshot(`
      "kernel.js:9:8: only Math functions and those of the language can be called: no closures, methods or helpers in a kernel
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | return new Function("return 1")();
        |        ^"
    `);
  });
  test('require', () => {
    expect(bodyProblem(`return require("fs");`)).toMatchInlineSnapshot(`
      "kernel.js:9:8: only Math functions and those of the language can be called: no closures, methods or helpers in a kernel
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | return require("fs");
        |        ^"
    `);
  });
  test('a dynamic import', () => {
    expect(bodyProblem(`return import("fs");`)).toMatchInlineSnapshot(`
      "kernel.js:9:8: 'import' is not in the language; allowed in an expression: numbers, locals, parameters, array elements, this.thread, this.output, this.constants, operators, ?: and Math functions
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | return import("fs");
        |        ^"
    `);
  });
  test('import.meta', () => {
    expect(bodyProblem(`return import.meta.url;`)).toMatchInlineSnapshot(`
      "kernel.js:9:8: member access '.url' is not in the language; allowed: this.thread.x, this.output.x, this.constants.<size>, Math.<name>
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | return import.meta.url;
        |        ^"
    `);
  });
  test('a constructor by way of an array', () => {
    expect(bodyProblem(`return table.constructor("return 1")();`)).toMatchInlineSnapshot(`
      "kernel.js:9:8: only Math functions and those of the language can be called: no closures, methods or helpers in a kernel
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | return table.constructor("return 1")();
        |        ^"
    `);
  });
  test('__proto__ of an array', () => {
    expect(bodyProblem(`return table.__proto__;`)).toMatchInlineSnapshot(`
      "kernel.js:9:8: member access '.__proto__' is not in the language; allowed: this.thread.x, this.output.x, this.constants.<size>, Math.<name>
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | return table.__proto__;
        |        ^"
    `);
  });
  test('a computed member of Math', () => {
    expect(bodyProblem(`return Math["floor"](scale);`)).toMatchInlineSnapshot(`
      "kernel.js:9:8: only Math functions and those of the language can be called: no closures, methods or helpers in a kernel
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | return Math["floor"](scale);
        |        ^"
    `);
  });
  test('length', () => {
    expect(bodyProblem(`return table.length;`)).toMatchInlineSnapshot(`
      "kernel.js:9:8: member access '.length' is not in the language; allowed: this.thread.x, this.output.x, this.constants.<size>, Math.<name>
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | return table.length;
        |        ^"
    `);
  });
  test('an arrow function', () => {
    expect(bodyProblem(`const f = (x) => x; return f(1.0);`)).toMatchInlineSnapshot(`
      "kernel.js:9:11: a function is not in the language; allowed in an expression: numbers, locals, parameters, array elements, this.thread, this.output, this.constants, operators, ?: and Math functions
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | const f = (x) => x; return f(1.0);
        |           ^"
    `);
  });
  test('a function expression', () => {
    expect(bodyProblem(`return (function () { return 1.0; })();`)).toMatchInlineSnapshot(`
      "kernel.js:9:8: only Math functions and those of the language can be called: no closures, methods or helpers in a kernel
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | return (function () { return 1.0; })();
        |        ^"
    `);
  });
  test('a helper', () => {
    expect(bodyProblem(`return helper(1.0);`)).toMatchInlineSnapshot(`
      "kernel.js:9:8: only Math functions and those of the language can be called: no closures, methods or helpers in a kernel
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | return helper(1.0);
        |        ^"
    `);
  });
  test('an unknown Math function', () => {
    expect(bodyProblem(`return Math.random();`)).toMatchInlineSnapshot(`
      "kernel.js:9:8: Math.random is not in the language; allowed: abs, min, max, sign, imul, floor, ceil, round, trunc, sqrt, exp, log, log2, sin, cos, tan, tanh, fround, pow
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | return Math.random();
        |        ^"
    `);
  });
  test('Math.constructor', () => {
    expect(bodyProblem(`return Math.constructor(1.0);`)).toMatchInlineSnapshot(`
      "kernel.js:9:8: Math.constructor is not in the language; allowed: abs, min, max, sign, imul, floor, ceil, round, trunc, sqrt, exp, log, log2, sin, cos, tan, tanh, fround, pow
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | return Math.constructor(1.0);
        |        ^"
    `);
  });
  test('Math.__proto__', () => {
    expect(bodyProblem(`return Math.__proto__(1.0);`)).toMatchInlineSnapshot(`
      "kernel.js:9:8: Math.__proto__ is not in the language; allowed: abs, min, max, sign, imul, floor, ceil, round, trunc, sqrt, exp, log, log2, sin, cos, tan, tanh, fround, pow
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | return Math.__proto__(1.0);
        |        ^"
    `);
  });
  test('Math.toString', () => {
    expect(bodyProblem(`return Math.toString();`)).toMatchInlineSnapshot(`
      "kernel.js:9:8: Math.toString is not in the language; allowed: abs, min, max, sign, imul, floor, ceil, round, trunc, sqrt, exp, log, log2, sin, cos, tan, tanh, fround, pow
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | return Math.toString();
        |        ^"
    `);
  });
  test('Math.hasOwnProperty as a constant', () => {
    expect(bodyProblem(`return Math.hasOwnProperty;`)).toMatchInlineSnapshot(`
      "kernel.js:9:8: Math.hasOwnProperty is not a constant of the language; allowed: PI, E, LN2, LN10, LOG2E, LOG10E, SQRT2, SQRT1_2
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | return Math.hasOwnProperty;
        |        ^"
    `);
  });
  test('an unknown Math constant', () => {
    expect(bodyProblem(`return Math.TAU;`)).toMatchInlineSnapshot(`
      "kernel.js:9:8: Math.TAU is not a constant of the language; allowed: PI, E, LN2, LN10, LOG2E, LOG10E, SQRT2, SQRT1_2
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | return Math.TAU;
        |        ^"
    `);
  });
  test('a Math function that is not called', () => {
    expect(bodyProblem(`return Math.floor;`)).toMatchInlineSnapshot(`
      "kernel.js:9:8: Math.floor is not called; write its arguments in parentheses
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | return Math.floor;
        |        ^"
    `);
  });
  test('too few arguments', () => {
    expect(bodyProblem(`return Math.max(scale);`)).toMatchInlineSnapshot(`
      "kernel.js:9:8: Math.max takes 2 arguments; found 1
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | return Math.max(scale);
        |        ^"
    `);
  });
  test('too many arguments', () => {
    expect(bodyProblem(`return Math.floor(scale, 1.0);`)).toMatchInlineSnapshot(`
      "kernel.js:9:8: Math.floor takes 1 argument; found 2
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | return Math.floor(scale, 1.0);
        |        ^"
    `);
  });
  test('spread arguments', () => {
    expect(bodyProblem(`return Math.max(...keys);`)).toMatchInlineSnapshot(`
      "kernel.js:9:8: Math.max takes 2 arguments; found 1
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | return Math.max(...keys);
        |        ^"
    `);
  });
  test('this alone', () => {
    expect(bodyProblem(`return this;`)).toMatchInlineSnapshot(`
      "kernel.js:9:8: 'this' alone is not in the language; allowed in an expression: numbers, locals, parameters, array elements, this.thread, this.output, this.constants, operators, ?: and Math functions
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | return this;
        |        ^"
    `);
  });
  test('an unknown member of this', () => {
    expect(bodyProblem(`return this.color(1);`)).toMatchInlineSnapshot(`
      "kernel.js:9:8: only Math functions and those of the language can be called: no closures, methods or helpers in a kernel
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | return this.color(1);
        |        ^"
    `);
  });
  test('this.thread alone', () => {
    expect(bodyProblem(`return this.thread;`)).toMatchInlineSnapshot(`
      "kernel.js:9:8: this.thread is not in the language; allowed: this.thread.x, this.output.x, this.constants.<size>, with x, y or z
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | return this.thread;
        |        ^"
    `);
  });
  test('an unknown axis', () => {
    expect(bodyProblem(`return this.thread.w;`)).toMatchInlineSnapshot(`
      "kernel.js:9:20: this.thread has x, y and z; found 'w'
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | return this.thread.w;
        |                    ^"
    `);
  });
  test('a misspelled size', () => {
    expect(bodyProblem(`return this.constants.row;`)).toMatchInlineSnapshot(`
      "kernel.js:9:23: this.constants.row is not a size of this kernel; its sizes are: rows, dim, n
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | return this.constants.row;
        |                       ^"
    `);
  });
  test('constructor of the constants', () => {
    expect(bodyProblem(`return this.constants.constructor;`)).toMatchInlineSnapshot(`
      "kernel.js:9:23: this.constants.constructor is not a size of this kernel; its sizes are: rows, dim, n
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | return this.constants.constructor;
        |                       ^"
    `);
  });
  test('too few indices', () => {
    expect(bodyProblem(`return table[0];`)).toMatchInlineSnapshot(`
      "kernel.js:9:8: 'table' has 2 dimensions and is indexed by 1; index all dimensions at once
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | return table[0];
        |        ^"
    `);
  });
  test('too many indices', () => {
    expect(bodyProblem(`return keys[0][1];`)).toMatchInlineSnapshot(`
      "kernel.js:9:8: 'keys' has 1 dimension and is indexed by 2; index all dimensions at once
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | return keys[0][1];
        |        ^"
    `);
  });
  test('an indexed local', () => {
    expect(bodyProblem(`let a = 1.0; return a[0];`)).toMatchInlineSnapshot(`
      "kernel.js:9:21: [0] takes a component of a vector; found f32
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | let a = 1.0; return a[0];
        |                     ^"
    `);
  });
  test('an indexed scalar', () => {
    expect(bodyProblem(`return scale[0];`)).toMatchInlineSnapshot(`
      "kernel.js:9:8: 'scale' is a number and cannot be indexed
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | return scale[0];
        |        ^"
    `);
  });
  test('an indexed stranger', () => {
    expect(bodyProblem(`return other[0];`)).toMatchInlineSnapshot(`
      "kernel.js:9:8: 'other' is not a parameter; arrays here: table, keys
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | return other[0];
        |        ^"
    `);
  });
  test('an indexed calculation', () => {
    expect(bodyProblem(`return (scale + 1.0)[0];`)).toMatchInlineSnapshot(`
      "kernel.js:9:8: only parameters can be indexed
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | return (scale + 1.0)[0];
        |        ^"
    `);
  });
  test('yield', () => {
    expect(bodyProblem(`return yield;`)).toMatchInlineSnapshot(`
      "kernel.js:9:8: not JavaScript: The keyword 'yield' is reserved
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | return yield;
        |        ^"
    `);
  });
  test('await', () => {
    expect(bodyProblem(`return await scale;`)).toMatchInlineSnapshot(`
      "kernel.js:9:8: not JavaScript: Cannot use keyword 'await' outside an async function
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | return await scale;
        |        ^"
    `);
  });
  test('new.target', () => {
    expect(bodyProblem(`return new.target;`)).toMatchInlineSnapshot(`
      "kernel.js:9:8: 'import.meta' or 'new.target' is not in the language; allowed in an expression: numbers, locals, parameters, array elements, this.thread, this.output, this.constants, operators, ?: and Math functions
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | return new.target;
        |        ^"
    `);
  });
  test('a private name', () => {
    expect(bodyProblem(`return this.#a;`)).toMatchInlineSnapshot(`
      "kernel.js:9:13: not JavaScript: Private field '#a' must be declared in an enclosing class
      7 |  */
      8 | export default function subject(table, keys, scale, shift) {
      9 | return this.#a;
        |             ^"
    `);
  });
});
