import { expect, it } from 'vitest';
import { check, parseKernel } from '../../src/dialect/index.ts';
import { isProgram, lower } from '../../src/pipeline/6-lower.ts';

const typedOf = (scalar: string) => {
  const text = `/**\n * @param {${scalar}[n]} keys\n * @returns {f32[n]}\n */\nexport default function twice(keys) { return 2 * keys[this.thread.x]; }`;
  const checked = check(parseKernel(text, 'twice.js').kernel, 'any');
  if (!checked.ok) throw new Error(checked.detail);
  return checked.typed;
};

it.each([
  ['dialect', 'export default function twice(keys)'],
  ['gpujs', 'function twice(keys) {'],
  ['wgsl', 'fn twice('],
])('writes a kernel for the target %s', (target, part) => {
  const lowered = lower(typedOf('i32'), { target }, {});
  expect(isProgram(lowered) && lowered).toMatchObject({ target, text: expect.stringContaining(part) });
});

it('makes an outcome of what a target cannot say', () => {
  expect(lower(typedOf('i64'), { target: 'wgsl' }, {})).toEqual({
    kind: 'unsupported', detail: 'this version writes no i64 in WGSL (parameter keys); f32, i32 and bool are allowed',
  });
});
