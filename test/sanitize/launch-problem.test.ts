import { expect, test } from 'vitest';
import type { DeviceLimits } from '../../src/model/index.ts';
import { launchProblem, madeFor, sanitize, stepsOf } from '../../src/sanitize/index.ts';
import { poolGrid } from '../dialect/grid-kernels.ts';
import { bagsCase, pooling, shippedKernel, typedKernel } from './kernels.ts';

const withShared = (shared: string, launch = 'block [dim, 4] grid [ceil(n / 4)]') => typedKernel(`/**
 * @param {f32[n][dim]} a
 * @param {out f32[n][dim]} out
 * @static dim
 * @launch ${launch}
 */
export default function kernel(a, out) { ${shared} out[this.block.x * 4 + this.local.y][this.local.x] = a[this.block.x * 4 + this.local.y][this.local.x]; }`);

const large: DeviceLimits = { threadsPerBlock: 1024, sharedBytesPerBlock: 227 * 1024 };

test.each<[string, ReturnType<typeof withShared>, Record<string, number>, DeviceLimits | undefined, string | undefined]>([
  ['a map kernel has no launch', pooling('return 1.0;'), { dim: 3 }, undefined, undefined],
  ['static sizes are enough', withShared(''), { dim: 64 }, undefined, undefined],
  ['a fraction', withShared('', 'block [dim / 4] grid [n]'), { dim: 6 }, undefined, 'a block extent, dim / 4, is 1.5 with dim = 6; it must be a whole number of at least 1'],
  ['no threads', withShared('', 'block [floor(dim / 8), 2] grid [n]'), { dim: 6 }, undefined, 'a block extent, floor(dim / 8), is 0 with dim = 6; it must be a whole number of at least 1'],
  ['a grid that is no whole number, once its sizes are there', withShared('', 'block [dim] grid [n / 4]'), { dim: 8, n: 6 }, undefined, 'a grid extent, n / 4, is 1.5 with n = 6; it must be a whole number of at least 0'],
  ['too many threads', withShared(''), { dim: 512 }, undefined, 'a block of 512 × 4 = 2048 threads; at most 1024 are possible'],
  ['too many threads for a small device', withShared(''), { dim: 65 }, { threadsPerBlock: 256, sharedBytesPerBlock: 16_384 }, 'a block of 65 × 4 = 260 threads; at most 256 are possible'],
  ['too much shared memory', withShared('const t = shared(f32, 100, this.constants.dim); const u = shared(f16, 3);'), { dim: 128 }, undefined, 'a block with 51216 bytes of shared memory; at most 49152 are possible'],
  ['which a large card has', withShared('const t = shared(f32, 100, this.constants.dim);'), { dim: 128 }, large, undefined],
])('%s', (_, typed, sizes, limits, problem) => {
  expect(launchProblem(typed, sizes, limits)).toBe(problem);
});

test('a kernel is made for sizes that its launch and its vectors divide', () => {
  const made = (name: string) => [1, 2, 3, 4, 6, 8, 12, 32, 33, 1024].filter((dim) => madeFor(shippedKernel(name), { dim }));
  expect(made('pool-sum')).toHaveLength(10);
  expect(made('pool-sum-grid')).toEqual([4, 8, 12, 32, 1024]);
  expect([4, 8, 512, 520].filter((dim) => madeFor(typedKernel(poolGrid), { dim }))).toEqual([4, 8, 512]);
});

test('a persistent grid may take the iterations of all elements that fall to its threads, and an endless loop ends all the same', () => {
  const one = (body: string) => typedKernel(`/**
 * @param {f32[rows][dim]} table
 * @param {i32[lookups]} indices
 * @param {i32[bags + 1]} offsets
 * @param {out f32[bags][dim]} pooled
 * @static dim
 * @launch block [1] grid [1]
 */
export default function alone(table, indices, offsets, pooled) { ${body} }`);
  const many = [bagsCase('many bags', Array.from({ length: 700 }, (_, bag) => bag % 4))];
  const budgets = stepsOf(shippedKernel('pool-sum'), many);
  const right = `for (let bag = 0; bag < this.constants.bags; bag++) for (let x = 0; x < this.constants.dim; x++) {
    let sum = 0.0;
    for (let j = offsets[bag]; j < offsets[bag + 1]; j++) sum += table[indices[j]][x];
    pooled[bag][x] = sum;
  }`;
  expect(sanitize(one(right), many, { budgets })).toMatchObject({ ok: true });
  expect(sanitize(one(right.replace('x++', 'x += 0')), many, { budgets })).toMatchObject({ ok: false, kind: 'endless' });
});
