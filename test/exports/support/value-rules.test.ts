import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parseKernel } from '../../../src/dialect/index.ts';
import { checkedPoint, rowNumbers, valueRules } from '../../../src/exports/support/value-rules.ts';
import type { Signature } from '../../../src/model/index.ts';
import { rolesOf } from '../../../src/verify/index.ts';

function signature(text: string): Signature {
  const { kernel } = parseKernel(text, 'kernel.js');
  return { ...kernel.signature, roles: rolesOf(kernel.signature) };
}
const shipped = (name: string) => signature(readFileSync(new URL(`../../../kernels/${name}.js`, import.meta.url), 'utf8'));

it.each([
  ['pool-sum', ['indices are less than rows and not below 0', 'offsets begin at 0, never go down and end at lookups']],
  ['pool-sum-pruned', ['offsets begin at 0, never go down and end at lookups']],
  ['pool-sum-hot', ['indices are less than rows and not below 0', 'remap are less than hot_rows and not below -1', 'offsets begin at 0, never go down and end at lookups']],
  ['interact-dot', []],
])('of %s', (name, rules) => {
  expect([...valueRules(shipped(name))].sort()).toEqual([...rules].sort());
});

it('holds no kernel of the user\'s own to a range that its text alone suggests', () => {
  const own = signature('/**\n * Counts rows from 1.\n * @param {f32[rows]} table\n * @param {i32[n]} numbers\n * @returns {f32[n]}\n */\nexport default function own(table, numbers) {\n  return table[numbers[this.thread.x] - 1];\n}\n');
  expect(rowNumbers(own)).toEqual([]);
  expect(valueRules(own)).toEqual(['what indexes an array lies inside it']);
  expect(checkedPoint(own, 'types')).toBe('Checked at every call: types. Yours to see to: that what indexes an array lies inside it.');
});

it('holds no scalar to a range: a padding row may be none', () => {
  expect(rowNumbers(shipped('pool-sum-padded')).map(({ name }) => name)).toEqual(['indices']);
});
