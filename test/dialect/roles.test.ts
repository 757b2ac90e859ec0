import { describe, expect, test } from 'vitest';
import { parseKernel } from '../../src/dialect/index.ts';
import { showSize } from '../../src/util/size-expression.ts';

/** `indices index rows` for each integer parameter; a plain value is `values`. */
function rolesIn(parameters: Record<string, string>, body: string): Record<string, string> {
  const tags = Object.entries(parameters).map(([name, type]) => ` * @param {${type}} ${name}`).join('\n');
  const text = `/**\n${tags}\n * @returns {f32[bags][dim]}\n */\nexport default function f(${Object.keys(parameters).join(', ')}) {\n${body}\n}\n`;
  const { roles } = parseKernel(text, 'kernel.js').kernel.signature;
  return Object.fromEntries(Object.entries(roles).map(([name, role]) => [name, role.kind === 'values' ? 'values' : `${role.kind} ${showSize(role.into)}`]));
}

const bag = { table: 'f32[rows][dim]', indices: 'i32[lookups]', offsets: 'i32[bags + 1]' };
const pooled = { table: 'values', indices: 'index rows', offsets: 'offsets lookups' };
const bagged = { table: 'f32[rows][dim]', indices: 'i32[bags][hotness]' };

describe('bags', () => {
  test.each([
    ['as somebody first writes it', 'let s = 0.0; for (let j = offsets[this.thread.y]; j < offsets[this.thread.y + 1]; j++) { s += table[indices[j]][this.thread.x]; } return s;'],
    ['bounds in locals', 'const b = this.thread.y; const from = offsets[b]; const to = offsets[b + 1]; let s = 0.0; for (let j = from; j < to; j++) { const row = indices[j]; s += table[row][this.thread.x]; } return s;'],
    ['while', 'let j = offsets[this.thread.y]; const end = offsets[this.thread.y + 1]; let s = 0.0; while (j < end) { s += table[indices[j]][this.thread.x]; j++; } return s;'],
    ['a length', 'const first = offsets[this.thread.y]; const length = offsets[this.thread.y + 1] - first; let s = 0.0; for (let k = 0; k < length; k++) { s += table[indices[first + k]][this.thread.x]; } return s;'],
    ['backwards', 'let s = 0.0; for (let j = offsets[this.thread.y + 1] - 1; j >= offsets[this.thread.y]; j--) { s += table[indices[j]][this.thread.x]; } return s;'],
    ['padding', 'let s = 0.0; for (let j = offsets[this.thread.y]; j < offsets[this.thread.y + 1]; j++) { const row = indices[j]; if (row >= 0) { s += table[row][this.thread.x]; } } return s;'],
  ])('%s', (_, body) => expect(rolesIn(bag, body)).toEqual(pooled));

  test('weights', () => {
    const body = 'let s = 0.0; for (let j = offsets[this.thread.y]; j < offsets[this.thread.y + 1]; j++) { s += weights[j] * table[indices[j]][this.thread.x]; } return s;';
    expect(rolesIn({ ...bag, weights: 'f32[lookups]' }, body)).toEqual({ ...pooled, weights: 'values' });
  });

  test('1 + bags is bags + 1', () => {
    const body = 'let s = 0.0; for (let j = offsets[this.thread.y]; j < offsets[this.thread.y + 1]; j++) { s += table[indices[j]][this.thread.x]; } return s;';
    expect(rolesIn({ ...bag, offsets: 'i32[1 + bags]' }, body)).toEqual(pooled);
  });

  test('offsets whose counter indexes nothing cut their own number of bags', () => {
    expect(rolesIn({ offsets: 'i32[bags + 1]' }, 'let n = 0; for (let j = offsets[this.thread.y]; j < offsets[this.thread.y + 1]; j++) { n++; } return n;'))
      .toEqual({ offsets: 'offsets bags' });
  });

  test('starts and ends are not of the shape of offsets: they are indices', () => {
    const body = 'let s = 0.0; for (let j = starts[this.thread.y]; j < starts[this.thread.y] + 1; j++) { s += table[indices[j]][this.thread.x]; } return s;';
    expect(rolesIn({ table: bag.table, indices: bag.indices, starts: 'i32[bags]' }, body)).toEqual({ table: 'values', indices: 'index rows', starts: 'index lookups' });
  });
});

describe('lookups', () => {
  test.each<[string, Record<string, string>, string, Record<string, string>]>([
    ['two arrays into two tables', { users: 'f32[people][dim]', items: 'f32[things][dim]', who: 'i32[bags]', what: 'i32[bags]' },
      'const row = what[this.thread.y]; return users[who[this.thread.y]][this.thread.x] * items[row][this.thread.x];',
      { users: 'values', items: 'values', who: 'index people', what: 'index things' }],
    ['one array into two tables is of the first', { one: 'f32[rows][dim]', two: 'f32[others][dim]', at: 'i32[bags]' },
      'return one[at[this.thread.y]][this.thread.x] + two[at[this.thread.y]][this.thread.x];', { one: 'values', two: 'values', at: 'index rows' }],
    ['rows of bags, two dimensions', bagged, 'let s = 0.0; for (let h = 0; h < this.constants.hotness; h++) { s += table[indices[this.thread.y][h]][this.thread.x]; } return s;', { table: 'values', indices: 'index rows' }],
    ['arithmetic', bagged, 'return table[(indices[this.thread.y][0] * 2 + 1) % this.constants.rows][this.thread.x];', { table: 'values', indices: 'index rows' }],
    ['clamped', bagged, 'return table[Math.min(Math.max(indices[this.thread.y][0], 0), this.constants.rows - 1)][this.thread.x];', { table: 'values', indices: 'index rows' }],
    ['a chain of locals, assigned late', bagged, 'let a; let b = 0; a = indices[this.thread.y][0]; b = a; const c = b; return table[c][this.thread.x];', { table: 'values', indices: 'index rows' }],
    ['a chosen row', bagged, 'return table[indices[this.thread.y][0] > 2 ? indices[this.thread.y][1] : 0][this.thread.x];', { table: 'values', indices: 'index rows' }],
    ['what only decides is a value', { table: 'f32[rows][dim]', flags: 'i32[bags]' }, 'return table[flags[this.thread.y] > 0 ? 1 : 0][this.thread.x];', { table: 'values', flags: 'values' }],
    ['an index of an index', { table: 'f32[rows][dim]', remap: 'i32[keys]', indices: 'i32[bags]' }, 'return table[remap[indices[this.thread.y]]][this.thread.x];', { table: 'values', remap: 'index rows', indices: 'index keys' }],
    ['a scalar', { table: 'f32[rows][dim]', row: 'i32', factor: 'i32' }, 'return table[row][this.thread.x] * factor + this.thread.y;', { table: 'values', row: 'index rows', factor: 'values' }],
    ['no lookups', { left: 'f32[bags][dim]', count: 'i32[bags]' }, 'return left[this.thread.y][this.thread.x] * count[this.thread.y];', { left: 'values', count: 'values' }],
    ['a column', { table: 'f32[rows][dim]', columns: 'u8[bags]' }, 'return table[0][columns[this.thread.y]];', { table: 'values', columns: 'index dim' }],
    ['of the size of offsets, but an index', { table: 'f32[rows][dim]', at: 'i32[bags + 1]' }, 'return table[at[this.thread.y]][this.thread.x];', { table: 'values', at: 'index rows' }],
  ])('%s', (_, parameters, body, roles) => expect(rolesIn(parameters, body)).toEqual(roles));
});
