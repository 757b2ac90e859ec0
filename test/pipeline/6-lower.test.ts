import { expect, it } from 'vitest';
import { check, parseKernel } from '../../src/dialect/index.ts';
import { isProgram, lower } from '../../src/pipeline/6-lower.ts';
import { gatherStaged, poolGrid } from '../dialect/grid-kernels.ts';

const typedOf = (text: string) => {
  const checked = check(parseKernel(text, 'kernel.js').kernel, 'any');
  if (!checked.ok) throw new Error(checked.detail);
  return checked.typed;
};
const twice = '/**\n * @param {i32[n]} keys\n * @returns {f32[n]}\n */\nexport default function twice(keys) { return 2 * keys[this.thread.x]; }';

it.each([
  ['dialect', 'export default function twice(keys)'],
  ['gpujs', 'function twice(keys) {'],
  ['wgsl', 'fn twice('],
  ['cuda', 'twice(const int* __restrict__ keys, float* __restrict__ output'],
])('writes a map kernel for the target %s', (target, part) => {
  const lowered = lower(typedOf(twice), { target }, {});
  expect(isProgram(lowered) && lowered).toMatchObject({ target, text: expect.stringContaining(part) });
});

it.each(['wgsl', 'cuda', 'dialect'])('writes a grid kernel for the target %s, with its own launch', (target) => {
  const lowered = lower(typedOf(poolGrid), { target }, { dim: 64 });
  expect(isProgram(lowered)).toBe(true);
  if (isProgram(lowered) && target !== 'dialect') expect(lowered.launch).toMatchObject({ block: [16, 8, 1] });
});

it('makes an outcome of what a target cannot say, and of a launch that a device cannot make', () => {
  expect(lower(typedOf(gatherStaged), { target: 'wgsl' }, { dim: 64 })).toMatchObject({ kind: 'unsupported', detail: expect.stringContaining('asynchronous') });
  expect(lower(typedOf(poolGrid), { target: 'cuda', limits: { threadsPerBlock: 64, sharedBytesPerBlock: 0 } }, { dim: 64 })).toMatchObject({ kind: 'unsupported', detail: expect.stringContaining('64') });
});
