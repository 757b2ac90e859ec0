import { describe, expect, it } from 'vitest';
import { check, nodesOf, printBlock } from '../../src/dialect/index.ts';
import { specialiseSize } from '../../src/edits/specialise-size.ts';
import { proposeEdit } from '../../src/edits/vary.ts';
import { applyGenome } from '../../src/edits/genome.ts';
import { operatorsByName } from '../../src/edits/index.ts';
import { randomStream } from '../../src/util/random.ts';
import { expression, mutant } from './shown.ts';
import { kernelWith } from './value-kernels.ts';

const kernel = kernelWith('const last = this.constants.m - 1; return a[row][x + last] * this.constants.m / this.constants.n + this.output.x - this.output.y;');
const typed = () => {
  const checked = check(kernel, 'any');
  if (!checked.ok) throw new Error(checked.detail);
  return checked.typed;
};

describe('specialise-size', () => {
  it('writes the number of a static size, in one place or in all', () => {
    const target = expression(kernel, 'this.constants.m', 1);
    expect(mutant(kernel, specialiseSize, { target, choices: { value: 64, everywhere: false } })).toMatchInlineSnapshot(`
      "{
        const row = this.thread.y;
        const x = Math.min(this.thread.x, this.constants.m - 1);
        const last = 64 - 1;
        return a[row][x + last] * this.constants.m / this.constants.n + this.output.x - this.output.y;
      }"
    `);
    expect(mutant(kernel, specialiseSize, { target, choices: { value: 64, everywhere: true } })).toMatchInlineSnapshot(`
      "{
        const row = this.thread.y;
        const x = Math.min(this.thread.x, 64 - 1);
        const last = 64 - 1;
        return a[row][x + last] * 64 / this.constants.n + this.output.x - this.output.y;
      }"
    `);
  });

  it('knows only static sizes, and those of the output that follow from them', () => {
    const random = randomStream(1);
    const drawn = Array.from({ length: 200 }, () => specialiseSize.propose(typed(), random, { m: 6 })!);
    const names = new Map(nodesOf(kernel.body).map((node) => [node.id, node.type === 'SizeConstant' ? node.name : node.type === 'Builtin' ? `output.${node.axis}` : node.type]));
    expect(new Set(drawn.map(({ target, choices }) => `${names.get(target)} ${JSON.stringify(choices.value)}`))).toEqual(new Set(['m 6', 'output.x 12']));
  });

  it('proposes nothing where it is not told the values', () => {
    expect(specialiseSize.propose(typed(), randomStream(1))).toBeUndefined();
    expect(proposeEdit(kernel, [], 'specialise-size', randomStream(1))).toBeUndefined();
  });

  it('makes a loop between literals that the next edit unrolls', () => {
    const loop = kernelWith('let sum = 0.0; for (let i = 0; i < this.constants.m; i++) { sum += a[row][i]; } return sum;');
    const random = randomStream(2);
    const first = Array.from({ length: 20 }, () => proposeEdit(loop, [], 'specialise-size', random, { m: 3 })!).find(({ choices }) => choices.everywhere)!;
    const second = proposeEdit(loop, [first], 'unroll-loop-fully', random, { m: 3 })!;
    expect(printBlock(applyGenome(loop, [first, second], operatorsByName).kernel.body)).toMatchInlineSnapshot(`
      "{
        const row = this.thread.y;
        const x = Math.min(this.thread.x, 3 - 1);
        let sum = 0.0;
        sum += a[row][0];
        sum += a[row][1];
        sum += a[row][2];
        return sum;
      }"
    `);
  });
});
