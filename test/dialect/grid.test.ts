import { describe, expect, test } from 'vitest';
import { canonicalHash, capabilitiesOf, check, nodesOf, parseKernel, printKernel } from '../../src/dialect/index.ts';
import { gridKernels, poolGrid } from './grid-kernels.ts';
import { kernelOf, problemOf } from './kernel-text.ts';

describe.each(Object.entries(gridKernels))('%s', (_, text) => {
  const { kernel, hash } = parseKernel(text, 'kernel.js');

  test('reads, prints and reads back as the same kernel', () => {
    const again = parseKernel(printKernel(kernel), 'again.js');
    expect(again.hash).toBe(hash);
    expect(printKernel(again.kernel)).toBe(printKernel(kernel));
  });

  test('is allowed where all it needs is there, and refused where one thing is not', () => {
    const needs = [...capabilitiesOf(kernel).keys()];
    expect(check(kernel, needs).ok).toBe(true);
    for (const missing of needs) {
      const refused = check(kernel, needs.filter((each) => each !== missing));
      expect(refused).toMatchObject({ ok: false, rule: 'capability' });
      expect(refused.ok ? '' : refused.detail).toContain(`needs ${missing}`);
    }
  });

  test('has a type for every expression and ids that are unique', () => {
    const checked = check(kernel, 'any');
    if (!checked.ok) throw new Error(checked.detail);
    const nodes = nodesOf(kernel.body);
    expect(new Set(nodes.map(({ id }) => id)).size).toBe(nodes.length);
    for (const node of nodes) if (/Expression|Element|Construct|Component|Call|Literal/.test(node.type)) expect(checked.typed.types.get(node.id), node.id).toBeDefined();
  });
});

test('a grid kernel as a value: inputs and output in the signature, the launch on the body', () => {
  const { kernel } = parseKernel(poolGrid, 'kernel.js');
  expect(kernel.signature.parameters.map(({ name }) => name)).toEqual(['table', 'indices', 'offsets']);
  expect(kernel.signature.roles).toMatchObject({ indices: { kind: 'index' }, offsets: { kind: 'offsets' } });
  expect(printKernel(kernel)).toMatchInlineSnapshot(`
    "/**
     * Sum-pooled embedding bag; one block row per bag, four elements per thread.
     * @operation pool-sum
     * @param {f32[rows][dim]} table
     * @param {i32[lookups]} indices
     * @param {i32[bags + 1]} offsets
     * @param {out f32[bags][dim]} pooled
     * @static dim
     * @launch block [dim / 4, 8] grid [ceil(bags / 8)]
     */
    export default function poolSum(table, indices, offsets, pooled) {
      const bag = this.block.x * this.blockDim.y + this.local.y;
      if (bag < this.constants.bags) {
        let sum = f32x4(0.0);
        for (let j = offsets[bag]; j < offsets[bag + 1]; j++) {
          sum += load4(table, indices[j], 4 * this.local.x);
        }
        store4(pooled, bag, 4 * this.local.x, sum);
      }
    }
    "
  `);
});

test('the launch is part of the hash, and so are widths and hints', () => {
  const hashes = [poolGrid, poolGrid.replace('8]  grid', '4]  grid').replace('/ 8)]', '/ 4)]'), poolGrid.replace('8)]', '8)] resident 2'), poolGrid.replace('this.local.x);', 'this.local.x, hint.keep);')]
    .map((text) => parseKernel(text, 'kernel.js').hash);
  expect(new Set(hashes).size).toBe(4);
});

test('a vector access in a map kernel is the device’s affair', () => {
  const kernel = kernelOf('const v = load4(table, keys[this.thread.y], 0); return dot(v, v);');
  expect(check(kernel, 'any').ok).toBe(true);
  expect(check(kernel, [])).toMatchObject({ ok: false, rule: 'capability', detail: expect.stringContaining('load4 needs vector') });
  expect(canonicalHash(kernel)).not.toBe(canonicalHash(kernelOf('const v = load2(table, keys[this.thread.y], 0); return dot(v, v);')));
});

/** The kernel of the page with a part exchanged. */
const changed = (from: string | RegExp, to: string) => {
  const text = poolGrid.replace(from, to);
  expect(text).not.toBe(poolGrid);
  return problemOf(text).split('\n')[0];
};

describe('what is no grid kernel', () => {
  test.each([
    ['no launch', / \* @launch.*\n/, ''],
    ['no out parameter', 'out f32', 'f32'],
    ['@returns beside it', ' * @static', ' * @returns {f32[bags][dim]}\n * @static'],
    ['a block of run-time size', 'dim / 4, 8', 'bags, 8'],
    ['an unknown size', 'bags / 8', 'sacks / 8'],
    ['a launch without a grid', /grid.*/, ''],
    ['four extents', '[dim / 4, 8]', '[1, 2, 3, 4]'],
    ['rest', /(grid.*)/, '$1 quickly'],
    ['a return', 'store4(pooled, bag, 4 * this.local.x, sum);', 'return 1.0;'],
    ['this.thread', 'this.block.x *', 'this.thread.x *'],
    ['reading the output', 'sum += load4(table, indices[j], 4 * this.local.x);', 'sum += load4(pooled, bag, 0);'],
    ['storing into a parameter', 'store4(pooled, bag', 'store4(table, bag'],
    ['the wrong width', 'store4', 'store2'],
    ['a misaligned number', '4 * this.local.x);', '3);'],
    ['a vector in a comparison', 'if (bag < this.constants.bags)', 'if (f32x4(1.0) < 2.0)'],
    ['two widths', 'sum += load4', 'sum += load2'],
    ['a component too many', 'store4(pooled, bag, 4 * this.local.x, sum);', 'pooled[bag][0] = sum[4];'],
    ['a component of a number', 'store4(pooled, bag, 4 * this.local.x, sum);', 'pooled[bag][0] = bag[0];'],
    ['a component assigned', 'store4(pooled, bag, 4 * this.local.x, sum);', 'sum[0] = 1.0;'],
    ['an unknown hint', '4 * this.local.x);', '4 * this.local.x, hint.fast);'],
    ['a shared array of run-time size', 'const bag =', 'const tile = shared(f32, this.constants.bags); const bag ='],
    ['a shared array inside', 'let sum', 'const tile = shared(f32, 8); let sum'],
    ['a barrier as a value', 'let sum = f32x4(0.0)', 'let sum = barrier()'],
    ['a lane exchange alone', 'let sum', 'shuffle(bag, 0); let sum'],
    ['bools in a vector', 'f32x4(0.0)', 'f32x4(true)'],
    ['three components of four', 'f32x4(0.0)', 'f32x4(0.0, 1.0, 2.0)'],
    ['an odd reduction', 'f32x4(0.0)', 'f32x4(reduceAdd(1.0, 5))'],
  ])('%s', (_, from, to) => expect(changed(from, to)).toMatchSnapshot());

  test.each(['barrier();', 'const tile = shared(f32, 8);', 'atomicAdd(table, 0, 0, 1.0);', 'let v = this.block.x;', 'let v = this.lane;', 'let v = shuffleXor(1.0, 1);', 'table[0][0] = 1.0;'])(
    'in a map kernel: %s', (statement) => {
      expect(() => kernelOf(`${statement} return 0.0;`)).toThrow(/grid kernels|map kernel/);
    });
});
