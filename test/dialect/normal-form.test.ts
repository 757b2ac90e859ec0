import { describe, expect, test } from 'vitest';
import { parseKernel, printBlock } from '../../src/dialect/index.ts';
import { around, kernelOf } from './kernel-text.ts';

/** Every form of statement and expression that the language has, as the tree keeps it. */
const normal = (body: string) => printBlock(kernelOf(body).body);

describe('statements', () => {
  test('declarations', () => {
    expect(normal('let a; const b = 1, c = 2.0; let d = true; a = c; d = false; return d ? a : b;')).toMatchInlineSnapshot(`
      "{
        let a;
        const b = 1;
        const c = 2.0;
        let d = true;
        a = c;
        d = false;
        return d ? a : b;
      }"
    `);
  });
  test('assignments', () => {
    expect(normal('let a = 1.0; a = 2.0; a += 1.0; a -= 1.0; a *= 2.0; a /= 2.0; a %= 3.0; return a;')).toMatchInlineSnapshot(`
      "{
        let a = 1.0;
        a = 2.0;
        a += 1.0;
        a -= 1.0;
        a *= 2.0;
        a /= 2.0;
        a %= 3.0;
        return a;
      }"
    `);
  });
  test('assignments of bits', () => {
    expect(normal('let a = 1; a &= 3; a |= 4; a ^= 5; a <<= 1; a >>= 2; a >>>= 3; a++; --a; a -= 1; return a;')).toMatchInlineSnapshot(`
      "{
        let a = 1;
        a &= 3;
        a |= 4;
        a ^= 5;
        a <<= 1;
        a >>= 2;
        a >>>= 3;
        a++;
        a--;
        a--;
        return a;
      }"
    `);
  });
  test('if, else, else if, with and without braces', () => {
    expect(normal('let a = 0.0; if (shift > 0) a = 1.0; else if (shift < 0) { a = 2.0; } else a = 3.0; if (shift === 0) { } return a;')).toMatchInlineSnapshot(`
      "{
        let a = 0.0;
        if (shift > 0) {
          a = 1.0;
        } else {
          if (shift < 0) {
            a = 2.0;
          } else {
            a = 3.0;
          }
        }
        if (shift === 0) {
        }
        return a;
      }"
    `);
  });
  test('for', () => {
    expect(normal('let a = 0; let i; for (i = 0; i < 3; i++) a += i; for (;;) { break; } for (let j = 3; j > 0; j -= 2) { if (j === 1) continue; a++; } return a;')).toMatchInlineSnapshot(`
      "{
        let a = 0;
        let i;
        for (i = 0; i < 3; i++) {
          a += i;
        }
        while (true) {
          break;
        }
        for (let j = 3; j > 0; j -= 2) {
          if (j === 1) {
            continue;
          }
          a++;
        }
        return a;
      }"
    `);
  });
  test('for with several locals: the others move before the loop', () => {
    expect(normal('let s = 0; for (let i = 0, end = keys[0]; i < end; i++) s += i; return s;')).toMatchInlineSnapshot(`
      "{
        let s = 0;
        const end = keys[0];
        for (let i = 0; i < end; i++) {
          s += i;
        }
        return s;
      }"
    `);
  });
  test('for with several locals that build on the first: all move', () => {
    expect(normal('let s = 0; for (let i = keys[0], end = i + 3; i < end; i++) s += i; return s;')).toMatchInlineSnapshot(`
      "{
        let s = 0;
        let i = keys[0];
        const end = i + 3;
        for (; i < end; i++) {
          s += i;
        }
        return s;
      }"
    `);
  });
  test('while', () => {
    expect(normal('let j = 0; while (j < 3) j++; while (true) { return j; }')).toMatchInlineSnapshot(`
      "{
        let j = 0;
        while (j < 3) {
          j++;
        }
        while (true) {
          return j;
        }
      }"
    `);
  });
  test('empty statements and plain blocks', () => {
    expect(normal(';; { let a = 1.0; { let b = a; return b; } }')).toMatchInlineSnapshot(`
      "{
        const a = 1.0;
        const b = a;
        return b;
      }"
    `);
  });
});

describe('expressions', () => {
  test('literals', () => {
    expect(normal('let f = 0.5; f += .5; f += 1e3; f += 2.; f += 1E-3; f += Infinity; f -= -Infinity; f += Math.PI; let i = 0x1f; i += 0b11; i += 0o17; i += 1_000; i += -2147483648; return f + i;')).toMatchInlineSnapshot(`
      "{
        let f = 0.5;
        f += 0.5;
        f += 1000.0;
        f += 2.0;
        f += 0.001;
        f += Infinity;
        f -= -Infinity;
        f += 3.141592653589793;
        let i = 31;
        i += 3;
        i += 15;
        i += 1000;
        i += -2147483648;
        return f + i;
      }"
    `);
  });
  test('minus before a literal is the literal', () => {
    const [statement] = kernelOf('return - - -2;').body.body;
    expect(statement).toMatchObject({ type: 'ReturnStatement', argument: { type: 'Literal', value: -2, float: false } });
  });
  test('operators', () => {
    expect(normal('return (shift + 1) * 2 - 3 % 4 + (shift & 1 | 2 ^ 3) + (shift << 1) + (shift >> 1) + (shift >>> 1) + ~shift + -shift + scale / 2.0;')).toMatchInlineSnapshot(`
      "{
        return (shift + 1) * 2 - 3 % 4 + (shift & 1 | 2 ^ 3) + (shift << 1) + (shift >> 1) + (shift >>> 1) + ~shift + -shift + scale / 2.0;
      }"
    `);
  });
  test('comparisons and conditions', () => {
    expect(normal('return shift < 1 && shift <= 2 || !(shift > 3) && shift >= 4 || shift == 5 && shift != 6 || shift === 7 || shift !== 8 ? 1.0 : 2.0;')).toMatchInlineSnapshot(`
      "{
        return shift < 1 && shift <= 2 || !(shift > 3) && shift >= 4 || shift === 5 && shift !== 6 || shift === 7 || shift !== 8 ? 1.0 : 2.0;
      }"
    `);
  });
  test('builtins, sizes, elements, scalars', () => {
    expect(normal('return table[keys[this.thread.y]][this.thread.x] * scale + this.thread.z + this.output.x + this.output.y + this.output.z + this.constants.rows;')).toMatchInlineSnapshot(`
      "{
        return table[keys[this.thread.y]][this.thread.x] * scale + this.thread.z + this.output.x + this.output.y + this.output.z + this.constants.rows;
      }"
    `);
  });
  test('Math', () => {
    expect(normal('return Math.max(Math.min(scale, 1.0), Math.abs(scale)) + Math.pow(scale, 2.0) + Math.floor(scale) + Math.imul(shift, 3) + Math.fround(Math.sqrt(2.0));')).toMatchInlineSnapshot(`
      "{
        return Math.max(Math.min(scale, 1.0), Math.abs(scale)) + Math.pow(scale, 2.0) + Math.floor(scale) + Math.imul(shift, 3) + Math.fround(Math.sqrt(2.0));
      }"
    `);
  });
});

test('node ids and places: every node has its own, in the order of the source', () => {
  const { locations, kernel } = parseKernel(around('let a = 1.0;\nreturn a + scale;'), 'kernel.js');
  expect([...locations].map(([id, { line, column }]) => `${id} ${line}:${column}`)).toEqual(['n0 8:60', 'n1 9:5', 'n2 9:9', 'n3 10:1', 'n4 10:8', 'n5 10:8', 'n6 10:12']);
  expect(kernel.body.id).toBe('n0');
});

test('a kernel is frozen, all of it', () => {
  const open: string[] = [];
  const visit = (value: unknown, path: string): void => {
    if (typeof value !== 'object' || value === null) return;
    if (!Object.isFrozen(value)) open.push(path);
    for (const [key, part] of Object.entries(value)) visit(part, `${path}.${key}`);
  };
  visit(kernelOf('let s = 0.0; for (let i = 0; i < 3; i++) { if (i > 1) { s += table[keys[i]][0]; } } return Math.max(s, 1.0);'), 'kernel');
  expect(open).toEqual([]);
});
