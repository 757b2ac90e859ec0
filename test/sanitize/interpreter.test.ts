import { expect, test } from 'vitest';
import { printKernel } from '../../src/dialect/index.ts';
import type { Program } from '../../src/model/index.ts';
import { count, createInterpreter, reference, sanitize } from '../../src/sanitize/index.ts';
import { bagsCase, line, lineCase, pooling, shippedKernel } from './kernels.ts';

const programOf = (typed: ReturnType<typeof line>): Program =>
  ({ target: 'dialect', text: printKernel(typed.kernel), signature: typed.kernel.signature, sizes: {} });

test('a program runs, and is counted as its kernel is', () => {
  const typed = shippedKernel('pool-sum');
  const { arguments: inputs, sizes } = bagsCase('some bags', [2, 0, 3]);
  const interpreter = createInterpreter();
  const program = programOf(typed);
  expect(interpreter.check(program)).toBeNull();
  expect(interpreter.count(program, inputs, sizes)).toEqual(count(typed, inputs, sizes));
  // rows 0, 1; none; 2, 3, 4, of a table that holds 10 r + c
  expect(interpreter.run(program, inputs, sizes)).toEqual(Float32Array.from([10, 12, 14, 16, 0, 0, 0, 0, 90, 93, 96, 99]));
});

test('what it cannot read is unsupported: other targets, text that is no kernel', () => {
  const interpreter = createInterpreter();
  const program = programOf(line('return a[0];'));
  expect(interpreter.check({ ...program, target: 'gpujs' })).toEqual({ fault: 'unsupported', detail: 'the interpreter takes programs of the target dialect, not gpujs' });
  for (const text of ['not a kernel', program.text.replace('a[0]', 'process.exit(1)'), program.text.replace('a[0]', 'b[0]')]) {
    expect(interpreter.check({ ...program, text })).toMatchObject({ fault: 'unsupported' });
    expect(interpreter.run({ ...program, text }, {}, {})).toMatchObject({ fault: 'unsupported' });
  }
});

test('a fault is a value; an element that no path writes stays NaN', () => {
  const interpreter = createInterpreter();
  const { arguments: inputs, sizes } = lineCase([1, 2, 3], [0, 1, 0]);
  expect(interpreter.run(programOf(line('return a[this.thread.x + 1];')), inputs, sizes)).toEqual({ fault: 'out-of-bounds', detail: 'a[3] with n = 3, thread (2)' });
  expect(interpreter.run(programOf(line('if (k[this.thread.x] === 1) { return a[this.thread.x]; }')), inputs, sizes)).toEqual(Float32Array.from([NaN, 2, NaN]));
});

test('an endless loop ends', () => {
  const { arguments: inputs, sizes } = lineCase([1], [1]);
  expect(createInterpreter().count(programOf(line('let j = 0; while (j < 1) { j = 0; } return j;')), inputs, sizes)).toMatchObject({ fault: 'endless' });
});

test('programs that were put out of memory run again, and each keeps its own arguments', () => {
  const interpreter = createInterpreter();
  const { arguments: inputs, sizes } = lineCase([1, 2], [3, 4]);
  const programs = Array.from({ length: 20 }, (_, at) => programOf(line(`return a[this.thread.x] + ${at}.0;`)));
  for (const round of [0, 1]) {
    programs.forEach((program, at) => {
      const shifted = { ...inputs, a: { ...inputs.a!, values: Float32Array.from([round, 2]) } };
      expect(interpreter.run(program, shifted, sizes)).toEqual(Float32Array.from([round + at, 2 + at]));
    });
  }
});

test('the reference computes in float64 on inputs in f32', () => {
  const typed = line('return a[0] + a[1] / 3.0;');
  const { arguments: inputs, sizes } = lineCase([0.1, 1], [0, 0]);
  expect(reference(typed)(inputs, sizes)).toEqual(new Float64Array(2).fill(Math.fround(0.1) + 1 / 3));
  const rounded = sanitize(typed, [{ name: 'a line', arguments: inputs, sizes }]);
  expect(rounded.ok && rounded.outputs[0]![0]).toBe(Math.fround(Math.fround(0.1) + Math.fround(1 / 3)));
});

test('float64 inputs of an f32 array are read as f32, and wide integers must fit i32', () => {
  const wide = pooling('return table[indices[0]][this.thread.x];');
  const { arguments: inputs, sizes } = bagsCase('one bag', [1], { dim: 1, rows: 2 });
  const doubles = { ...inputs, table: { ...inputs.table!, values: Float64Array.from([0.1, 0.2]) } };
  expect(reference(wide)(doubles, sizes)).toEqual(Float64Array.from([Math.fround(0.1)]));
});
