import { describe, expect, test } from 'vitest';
import { printBlock } from '../../src/dialect/index.ts';
import { kernelOf } from './kernel-text.ts';

const normal = (body: string) => printBlock(kernelOf(body).body);

describe('locals of one name', () => {
  test('in a block within are another local, with another name in the tree', () => {
    expect(normal('let a = 1.0; if (shift > 0) { let a = 2.0; a += 1.0; return a; } return a;')).toMatchInlineSnapshot(`
      "{
        const a = 1.0;
        if (shift > 0) {
          let a2 = 2.0;
          a2 += 1.0;
          return a2;
        }
        return a;
      }"
    `);
  });

  test('one after another are two', () => {
    expect(normal('let s = 0.0; for (let i = 0; i < 3; i++) { s += 1.0; } for (let i = 0; i < 4; i++) { s += 2.0; } return s;')).toMatchInlineSnapshot(`
      "{
        let s = 0.0;
        for (let i = 0; i < 3; i++) {
          s += 1.0;
        }
        for (let i2 = 0; i2 < 4; i2++) {
          s += 2.0;
        }
        return s;
      }"
    `);
  });

  test('a renamed local keeps clear of names that are there', () => {
    expect(normal('let a2 = 1.0; let a = a2; { let a = a2; a2 = a; } return a;')).toMatchInlineSnapshot(`
      "{
        let a2 = 1.0;
        const a = a2;
        const a3 = a2;
        a2 = a3;
        return a;
      }"
    `);
  });
});
