import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { check, mathFunctions, parseKernel } from '../../src/dialect/index.ts';
import { hints, valueFunctions } from '../../src/dialect/functions.ts';
import { mathConstants } from '../../src/dialect/math.ts';
import { operationOf, operations } from '../../src/verify/index.ts';

/** The language's reference holds: its examples are kernels, and its lists are those of the code. */
const reference = readFileSync(new URL('../../kernels/README.md', import.meta.url), 'utf8');
const examples = [...reference.matchAll(/```js\n([\s\S]*?)```/g)].map(([, text]) => text!);

describe('examples', () => {
  test('there are some', () => expect(examples.length).toBeGreaterThanOrEqual(3));
  test.each(examples.map((text) => [/function (\w+)/.exec(text)![1]!, text]))('%s', (_, text) => {
    const { kernel } = parseKernel(text, 'README.md');
    expect(check(kernel, kernel.body.launch ? 'any' : []).ok).toBe(true);
    expect(operationOf(kernel.signature)?.name).toBe(kernel.signature.operation);
  });
  test('the one on types says what is inferred', () => {
    const result = check(parseKernel(examples[1]!, 'README.md').kernel, 'any');
    expect(result.ok && Object.fromEntries(result.typed.locals)).toEqual({ row: 'i32', middle: 'i32', right: 'bool', sum: 'f32', d: 'i32' });
  });
});

test('names every function, hint and Math constant, operation and profile', () => {
  const words = new Set(reference.match(/[\w-]+/g));
  const statements = ['store4', 'atomicAdd', 'shared', 'barrier', 'warpBarrier', 'copyAsync', 'copyCommit', 'copyWait', 'matrixDot'];
  const wanted = [...Object.keys(valueFunctions), ...hints, ...statements, ...Object.keys(mathFunctions), ...Object.keys(mathConstants), ...operations.flatMap(({ name, profiles }) => [name, ...profiles])];
  expect(wanted.filter((word) => !words.has(word))).toEqual([]);
});
