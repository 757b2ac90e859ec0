import { describe, expect, test } from 'vitest';
import { check, isNonNegative, nonNegativeLocals } from '../../src/dialect/index.ts';
import { kernelOf } from './kernel-text.ts';

function typed(body: string) {
  const result = check(kernelOf(body), 'any');
  if (!result.ok) throw new Error(result.detail);
  return result.typed;
}

const known = (expression: string, before = ''): boolean => {
  const kernel = typed(`${before} return ${expression};`);
  const last = kernel.kernel.body.body.at(-1)!;
  if (last.type !== 'ReturnStatement') throw new Error('no return');
  return isNonNegative(last.argument, kernel, nonNegativeLocals(kernel));
};

describe('surely not negative', () => {
  test.each([
    '3', 'this.thread.x', 'this.output.y', 'this.constants.rows', 'this.thread.x + 1', 'this.thread.x * 2', 'this.thread.x % 3',
    'Math.floor(this.thread.x / 2)', 'Math.abs(shift)', 'shift & 7', 'this.thread.x >> 1', 'shift > 0 ? 1 : 2', 'Math.min(this.thread.x, 3)',
  ])('%s', (expression) => expect(known(expression)).toBe(true));

  test('an index, once the kernel looks up by it', () => expect(known('keys[0]', 'const a = table[keys[1]][0];')).toBe(true));
});

describe('perhaps negative', () => {
  test.each(['-3', 'shift', 'keys[0]', 'this.thread.x - 1', '-this.thread.x', '~this.thread.x', 'this.thread.x + shift', 'shift % 3', 'this.thread.x << 31', 'Math.imul(3, 2000000000)', 'shift > 0 ? 1 : -1'])('%s', (expression) => {
    expect(known(expression)).toBe(false);
  });
});

test('locals: a counter that grows from 0 is not negative, one that falls may be, and what hangs on it', () => {
  const body = 'let s = 0.0; let up = 0; let down = 9; let late = 0; for (let i = 0; i < 3; i++) { up += i; down -= 1; s += table[0][0]; } late = down; return s + up + late;';
  expect([...nonNegativeLocals(typed(body))].sort()).toEqual(['i', 'up']);
});
