import { expect, test } from 'vitest';
import type { TypedKernel } from '../../src/dialect/index.ts';
import type { Counts, InstructionClass } from '../../src/model/index.ts';
import { count, sampleWarps, SAMPLED_WARPS } from '../../src/sanitize/index.ts';
import { bagsCase, f32, line, lineCase, pooling, shippedKernel, typedKernel } from './kernels.ts';

const upTo = (n: number) => Array.from({ length: n }, (_, at) => at);
const instructions = (counted: Partial<Record<InstructionClass, number>>) =>
  ({ intAlu: 0, floatAlu: 0, special: 0, branch: 0, load: 0, store: 0, shared: 0, exchange: 0, barrier: 0, atomic: 0, matrix: 0, ...counted });

function counts(typed: TypedKernel, { arguments: inputs, sizes }: { arguments: Parameters<typeof count>[1]; sizes: Parameters<typeof count>[2] }, warps?: number): Counts {
  const result = count(typed, inputs, sizes, warps);
  if ('kind' in result) throw new Error(result.detail);
  return result;
}

/** The instructions that one full warp issues for a body over lines of 32. */
const issued = (body: string) => counts(line(body), lineCase(upTo(32), upTo(32))).issued;

test('a coalesced read: four sectors for a warp, and four for what it stores', () => {
  const found = counts(line('return a[this.thread.x];'), lineCase(upTo(64), upTo(64)));
  expect(found.issued).toEqual(instructions({ load: 2, branch: 2, store: 2 }));
  expect(found.executed).toEqual(instructions({ load: 64, branch: 64, store: 64 }));
  expect([found.threads, found.sampledThreads, found.sampledWarps, found.sectors, found.distinctSectors]).toEqual([64, 64, 2, 16, 16]);
});

test('a read of one element by all lanes is one sector', () => {
  const found = counts(line('return a[0];'), lineCase(upTo(64), upTo(64)));
  expect([found.sectors, found.distinctSectors]).toEqual([2 + 8, 1 + 8]);
});

test('a read down a column of rows of 32 bytes is a sector a lane', () => {
  const column = typedKernel(`/**
 * @param {f32[n][8]} rows
 * @returns {f32[n]}
 */
export default function column(rows) { return rows[this.thread.x][0]; }`);
  const found = counts(column, { sizes: { n: 32 }, arguments: { rows: f32([32, 8], upTo(256)) } });
  expect([found.sectors, found.distinctSectors, found.issued.intAlu]).toEqual([32 + 4, 36, 1]);
});

test('arrays begin at multiples of 128 bytes, so a shifted read touches a fifth sector', () => {
  const found = counts(line('return a[Math.min(this.thread.x + 1, 39)] + k[this.thread.x];'), lineCase(upTo(40), upTo(40)));
  // warp 0: a[1…32] is 5 sectors, k 4, store 4; warp 1 (8 lanes): a[33…39] 1, k 1, store 1
  expect([found.sectors, found.sampledThreads]).toEqual([16, 40]);
  expect(found.distinctSectors).toBe(5 + 5 + 5);
});

test('a loop: one test more than rounds, and every load counted though all hit one sector', () => {
  const found = counts(line('let s = 0.0; for (let j = 0; j < 3; j++) s += a[j]; return s;'), lineCase(upTo(32), upTo(32)));
  expect(found.issued).toEqual(instructions({ intAlu: 4 + 3, branch: 4 + 1, load: 3, floatAlu: 3, store: 1 }));
  expect([found.sectors, found.distinctSectors]).toEqual([3 + 4, 1 + 4]);
});

test('a ragged loop is issued as often as the slowest lane goes round, and executed as often as each does', () => {
  const rounds = upTo(32).map((at) => at % 3);
  const found = counts(line('let s = 0.0; for (let j = 0; j < k[this.thread.x]; j++) s += 1.0; return s;'), lineCase(upTo(32), rounds));
  const sum = rounds.reduce((total, each) => total + each, 0);
  expect(found.issued).toEqual(instructions({ load: 3, intAlu: 3 + 2, branch: 3 + 1, floatAlu: 2, store: 1 }));
  expect(found.executed).toEqual(instructions({ load: sum + 32, intAlu: 2 * sum + 32, branch: sum + 64, floatAlu: sum, store: 32 }));
});

test('where lanes differ both sides are issued, where they agree one is', () => {
  const body = (bound: number) => `if (this.thread.x < ${bound}) { return a[this.thread.x] * 2.0; } return a[this.thread.x] + 1.0;`;
  expect(issued(body(8))).toEqual(instructions({ intAlu: 1, branch: 3, load: 2, floatAlu: 2, store: 2 }));
  expect(issued(body(32))).toEqual(instructions({ intAlu: 1, branch: 2, load: 1, floatAlu: 1, store: 1 }));
  expect(issued(body(0))).toEqual(instructions({ intAlu: 1, branch: 2, load: 1, floatAlu: 1, store: 1 }));
});

test('break and continue keep their lanes out of what follows', () => {
  const found = counts(line(`let s = 0.0;
    for (let j = 0; j < 4; j++) { if (j === 2) { break; } if (this.thread.x < 16) { continue; } s += 1.0; }
    return s;`), lineCase(upTo(32), upTo(32)));
  // three tests; three times j === 2, once taken; two rounds with the second if; each of them one addition for 16 lanes
  expect(found.issued).toEqual(instructions({ intAlu: 3 + 3 + 2 + 2, branch: 3 + 3 + 1 + 2 + 2 + 1, floatAlu: 2, store: 1 }));
  expect(found.executed.floatAlu).toBe(32);
});

test.each<[string, string, Partial<Record<InstructionClass, number>>]>([
  ['constants fold', 'return 2.0 * 3.0 + 1.0;', {}],
  ['a local costs nothing', 'const x = a[0]; const y = x; return y;', { load: 1 }],
  ['a conversion', 'const x = k[0]; return x;', { load: 1, intAlu: 1 }],
  ['division of floats', 'return a[0] / a[1];', { load: 2, special: 1 }],
  ['division by two is a multiplication', 'return a[0] / 2.0;', { load: 1, floatAlu: 1 }],
  ['a square root', 'return Math.sqrt(a[0]);', { load: 1, special: 1 }],
  ['integer division by a value', 'const x = Math.floor(k[0] / k[1]); return a[x];', { load: 3, special: 1 }],
  ['integer division by four is a shift', 'const x = Math.floor(k[0] / 4); return a[x];', { load: 2, intAlu: 1 }],
  ['a remainder by three goes by the reciprocal', 'const x = k[0] % 3; return a[x];', { load: 2, intAlu: 3 }],
  ['a ternary', 'return this.thread.x < 16 ? 1.0 : 2.0;', { intAlu: 1, branch: 1 }],
  ['a short circuit', 'if (this.thread.x < 99 && this.thread.x >= 0) { return 1.0; } return 2.0;', { intAlu: 3, branch: 1 }],
])('prices: %s', (_, body, expected) => {
  const { branch = 0, ...rest } = expected;
  expect(issued(body)).toEqual(instructions({ ...rest, branch: branch + 1, store: 1 }));
});

test('the place in a row costs a multiply-add, unless the row is a constant and the width compiled in', () => {
  const at = (body: string) => counts(pooling(body), bagsCase('one bag', [3], { dim: 32 })).issued.intAlu;
  expect(at('return table[this.thread.y][this.thread.x];')).toBe(1);
  expect(at('return table[3][this.thread.x];')).toBe(0);
  expect(at('return table[this.thread.y][0];')).toBe(1);
});

test('the chain: loads of one stretch overlap, additions to one local do not, two accumulators halve them', () => {
  const chain = (body: string) => counts(line(body), lineCase(upTo(32), upTo(32))).chain!;
  const one = chain('let s = 0.0; s += a[0]; s += a[1]; s += a[2]; s += a[3]; s += a[4]; s += a[5]; return s;');
  const two = chain('let s = 0.0; let t = 0.0; s += a[0]; t += a[1]; s += a[2]; t += a[3]; s += a[4]; t += a[5]; return s + t;');
  expect([one.load, one.floatAlu]).toEqual([1, 6]);
  expect([two.load, two.floatAlu]).toEqual([1, 4]);
  expect(chain('return a[k[k[0]]];').load).toBe(3);
  // rounds of a loop wait for one another
  expect(chain('let s = 0.0; for (let j = 0; j < 6; j++) s += a[j]; return s;').load).toBe(6);
});

test('few warps are all run; of many the first, the last and some of every part', () => {
  expect(sampleWarps(5, 24)).toEqual([0, 1, 2, 3, 4]);
  const some = sampleWarps(1000, 24);
  expect([some.length, some[0], some.at(-1)]).toEqual([24, 0, 999]);
  expect(some.every((warp, at) => at === 0 || warp > some[at - 1]!)).toBe(true);
  expect(new Set(some.map((warp) => warp % 2)).size).toBe(2);
});

test('counts of a sample scale to the launch', () => {
  const found = counts(shippedKernel('gather'), {
    sizes: { rows: 10, dim: 64, lookups: 600 },
    arguments: { table: f32([10, 64], upTo(640)), indices: { scalar: 'i32', shape: [600], values: Int32Array.from(upTo(600), (at) => at % 10) } },
  });
  expect([found.threads, found.sampledWarps, found.sampledThreads]).toEqual([38_400, SAMPLED_WARPS, 32 * SAMPLED_WARPS]);
  expect(found.issued).toEqual(instructions({ load: 2 * SAMPLED_WARPS, intAlu: SAMPLED_WARPS, branch: SAMPLED_WARPS, store: SAMPLED_WARPS }));
  expect(found.sectors).toBe(SAMPLED_WARPS * (1 + 4 + 4));
});

test('counting is deterministic, and a launch without threads counts nothing', () => {
  const typed = shippedKernel('pool-sum');
  const testCase = bagsCase('some bags', [2, 0, 5, 9], { dim: 40 });
  expect(counts(typed, testCase)).toEqual(counts(typed, testCase));
  const empty = counts(typed, bagsCase('no bags', []));
  expect([empty.threads, empty.sampledWarps, empty.sectors, empty.issued]).toEqual([0, 0, 0, instructions({})]);
});

test('a fault while counting is a value', () => {
  const found = count(line('return a[this.thread.x + 1];'), lineCase(upTo(3), upTo(3)).arguments, { n: 3 });
  expect(found).toMatchObject({ ok: false, kind: 'out-of-bounds', detail: 'a[3] with n = 3, thread (2)' });
});
