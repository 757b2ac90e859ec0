import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { check, parseKernel } from '../../../src/dialect/index.ts';
import { costOf, costTerms, h200LikeCard, smallCard } from '../../../src/devices/model/index.ts';
import type { Arguments, Counts, Sizes } from '../../../src/model/index.ts';
import { counter } from '../../../src/sanitize/index.ts';

/** Does the model rank kernels as the peers' own figures do? Only orders: no time is claimed. */

function countsOf(text: string, inputs: Arguments, sizes: Sizes): Counts {
  const checked = check(parseKernel(text, 'order.js').kernel, 'any');
  if (!checked.ok) throw new Error(checked.detail);
  const counts = counter(checked.typed)(inputs, sizes);
  if ('kind' in counts) throw new Error(`${counts.kind}: ${counts.detail}`);
  return counts;
}

const shipped = (name: string) => readFileSync(new URL(`../../../kernels/${name}.js`, import.meta.url), 'utf8');

/** Bags of one length over a table of the width, rows drawn all over it. */
function pooling(dim: number, bags: number, hotness: number): [Arguments, Sizes] {
  const [rows, lookups] = [20_000, bags * hotness];
  let state = 1;
  const indices = Int32Array.from({ length: lookups }, () => (state = (state * 48271) % 2147483647) % rows);
  return [{
    table: { scalar: 'f32', shape: [rows, dim], values: new Float32Array(rows * dim) },
    indices: { scalar: 'i32', shape: [lookups], values: indices },
    offsets: { scalar: 'i32', shape: [bags + 1], values: Int32Array.from({ length: bags + 1 }, (_, bag) => bag * hotness) },
  }, { rows, dim, bags, lookups }];
}

/** Lanes of `width` elements side by side for a row; `flight` rows loaded before they are added. */
const poolGrid = (width: 1 | 2 | 4 | 8, flight: number, { lanes = `dim / ${width}`, rows = '8', resident = '' } = {}) => {
  const load = (row: string) => (width === 1 ? `load(table, ${row}, column)` : `load${width}(table, ${row}, column)`);
  const range = Array.from({ length: flight }, (_, at) => at);
  return `/**
 * @param {f32[rows][dim]} table
 * @param {i32[lookups]} indices
 * @param {i32[bags + 1]} offsets
 * @param {out f32[bags][dim]} pooled
 * @static dim
 * @launch block [${lanes}, ${rows}] grid [ceil(bags / ${rows})]${resident}
 */
export default function pool(table, indices, offsets, pooled) {
  const bag = this.block.x * this.blockDim.y + this.local.y;
  const column = ${width} * this.local.x;
  if (bag < this.constants.bags && column < this.constants.dim) {
    let sum = ${width === 1 ? '0.0' : `f32x${width}(0.0)`};
    const end = offsets[bag + 1];
    let j = offsets[bag];
    for (; j < end - ${flight - 1}; j += ${flight}) {
      ${range.map((at) => `const row${at} = indices[j + ${at}];`).join(' ')}
      ${range.map((at) => `const values${at} = ${load(`row${at}`)};`).join(' ')}
      ${range.map((at) => `sum += values${at};`).join(' ')}
    }
    for (; j < end; j++) sum += ${load('indices[j]')};
    ${width === 1 ? 'store(pooled, bag, column, sum);' : `store${width}(pooled, bag, column, sum);`}
  }
}
`;
};

const onCards = describe.each([h200LikeCard, smallCard].map((card) => [card.name, card] as const));

onCards('pooling on %s', (_, card) => {
  const costs = (inputs: [Arguments, Sizes], texts: readonly string[]) => texts.map((text) => costOf(countsOf(text, ...inputs), card));
  const expectOrder = (inputs: [Arguments, Sizes], texts: readonly string[]) => {
    const found = costs(inputs, texts);
    expect(found).toEqual([...found].sort((a, b) => b - a));
    expect(new Set(found).size).toBe(found.length);
  };

  it('plain, then one element a lane, two, four, then two, four and eight rows in flight: each cheaper than the one before', () => {
    expectOrder(pooling(128, 4096, 64), [shipped('pool-sum'), poolGrid(1, 1), poolGrid(2, 1), poolGrid(4, 1), poolGrid(4, 2), poolGrid(4, 4), poolGrid(4, 8)]);
  });

  it('what was tuned by hand by blocks is cheaper than what was tuned as a map, and that than the plain kernel', () => {
    const wide = pooling(128, 4096, 64);
    expectOrder(wide, [shipped('pool-sum'), shipped('pool-sum-tuned'), shipped('pool-sum-grid')]);
    expectOrder(wide, [shipped('pool-sum-tuned'), shipped('pool-sum-grid-fixed')]);
  });

  it('a warp for a row of four elements wastes 31 lanes of it, a lane for the row does not (FBGEMM: 136 to 96 µs)', () => {
    const narrow = pooling(4, 16_384, 32);
    const [warp, lane] = costs(narrow, [poolGrid(4, 1, { lanes: '32' }), poolGrid(4, 1, { rows: '256' })]) as [number, number];
    expect(warp).toBeGreaterThan(1.4 * lane);
  });

  it('a block of one warp with few threads wastes the rest of the warp', () => {
    expectOrder(pooling(4, 16_384, 32), [poolGrid(4, 4, { rows: '1' }), poolGrid(4, 4, { rows: '8' }), poolGrid(4, 4, { rows: '32' })]);
  });
});

onCards('what was tuned by hand by blocks on %s', (_, card) => {
  it('gather: cheaper than plain', () => {
    const [inputs, { rows, dim, lookups }] = pooling(128, 4096, 16) as [Arguments, { rows: number; dim: number; lookups: number }];
    const [plain, grid] = ['gather', 'gather-grid'].map((name) => costOf(countsOf(shipped(name), inputs, { rows, dim, lookups }), card)) as [number, number];
    expect(grid).toBeLessThan(plain);
  });

  it('dot interaction: cheaper than plain and than what was tuned as a map', () => {
    const [batch, fields, dim] = [512, 26, 128];
    const inputs: Arguments = {
      dense: { scalar: 'f32', shape: [batch, dim], values: new Float32Array(batch * dim) },
      sparse: { scalar: 'f32', shape: [batch, fields, dim], values: new Float32Array(batch * fields * dim) },
    };
    const found = ['interact-dot', 'interact-dot-tuned', 'interact-dot-grid'].map((name) => costOf(countsOf(shipped(name), inputs, { batch, fields, dim }), card));
    expect(found[2]).toBeLessThan(Math.min(found[0]!, found[1]!));
  });
});

describe('what a block takes of a multiprocessor', () => {
  const copy = (launch: string, shared = '') => `/**
 * @param {f32[n]} a
 * @param {i32[n]} k
 * @param {out f32[n]} out
 * @launch ${launch}
 */
export default function copy(a, k, out) {
  ${shared}
  const at = this.block.x * this.blockDim.x + this.local.x;
  if (at < this.constants.n) out[at] = a[k[at]];
}`;
  const n = 1 << 18;
  const line: [Arguments, Sizes] = [{ a: { scalar: 'f32', shape: [n], values: new Float32Array(n) }, k: { scalar: 'i32', shape: [n], values: new Int32Array(n) } }, { n }];
  const terms = (text: string, card = h200LikeCard) => costTerms(countsOf(text, ...line), card);

  it('shared memory that keeps other blocks out leaves waits unhidden', () => {
    const hidden = terms(copy('block [64] grid [ceil(n / 64)]', 'const tile = shared(f32, 64);'));
    const alone = terms(copy('block [64] grid [ceil(n / 64)]', 'const tile = shared(f32, 24 * 1024);'));
    expect(alone.latency / hidden.latency).toBeCloseTo(Math.min(64, n / 32 / 132) / (2 * 2), 0); // 2 blocks of 96 KiB, 2 warps each
    expect(alone.issue).toBe(hidden.issue);
  });

  it('few blocks leave multiprocessors idle', () => {
    const some = terms(copy('block [1024] grid [ceil(n / 1024)]'));
    const few = terms('/**\n * @param {f32[n]} a\n * @param {i32[n]} k\n * @param {out f32[n]} out\n * @launch block [1024] grid [16]\n */\nexport default function copy(a, k, out) {\n for (let at = this.block.x * 1024 + this.local.x; at < this.constants.n; at += 16384) out[at] = a[k[at]]; }');
    expect(few.issue).toBeGreaterThan(5 * some.issue);
  });
});

it('blocks and threads without work do not make a launch shorter', () => {
  const line = (launch: string): string => `/**
 * @param {f32[n]} a
 * @param {i32[n]} k
 * @param {out f32[n]} out
 * @launch ${launch}
 */
export default function chase(a, k, out) {
  const at = this.block.x * this.blockDim.x + this.local.x;
  if (at < this.constants.n) { let next = at; for (let j = 0; j < 40; j++) next = k[next]; out[at] = a[next]; }
}`;
  const n = 64;
  const inputs: Arguments = { a: { scalar: 'f32', shape: [n], values: new Float32Array(n) }, k: { scalar: 'i32', shape: [n], values: new Int32Array(n) } };
  const cost = (launch: string) => costOf(countsOf(line(launch), inputs, { n }), smallCard);
  const tight = cost('block [64] grid [1]');
  for (const launch of ['block [1024] grid [1]', 'block [64] grid [100]', 'block [32] grid [2]', 'block [32] grid [500]']) expect(cost(launch)).toBeGreaterThan(0.98 * tight);
});
