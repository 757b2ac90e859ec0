import { describe, expect, it } from 'vitest';
import { interchangeLoops } from '../../src/edits/interchange-loops.ts';
import { parseKernel } from '../../src/dialect/index.ts';
import { kernelNamed } from './kernels.ts';
import { loopKernel } from './loop-kernels.ts';
import { mutant, statement } from './shown.ts';

const nest = (inner: string, body: string) => parseKernel(`/**
 * @param {f32[n][n]} a
 * @returns {f32[n]}
 */
export default function nest(a) {
  const row = this.thread.x;
  let sum = 0.0;
  for (let i = 0; i < this.constants.n; i++) { for (${inner}) { ${body} } }
  return sum;
}`, 'nest.js').kernel;
const all = 'let k = 0; k < this.constants.n; k++';
const interchanged = (inner: string, body: string) => {
  const kernel = nest(inner, body);
  return mutant(kernel, interchangeLoops, { target: statement(kernel, 'for (let i'), choices: {} });
};

describe('interchange-loops', () => {
  it('lets two loops change places', () => {
    const { kernel } = kernelNamed('nestedLoops');
    expect(mutant(kernel, interchangeLoops, { target: statement(kernel, 'for (let i'), choices: {} })).toMatchInlineSnapshot(`
      "{
        const row = this.thread.y;
        if (row > this.thread.x) {
          return 0.0;
        }
        let sum = 0.0;
        let rest = 0.0;
        for (let k = 0; k < this.constants.m; k++) {
          for (let i = 0; i < this.constants.n; i++) {
            const product = a[row][k] * b[k][i];
            if (product > 0.5) {
              sum += product;
            } else {
              for (let t = 0; t < 2; t++) {
                rest += product * 0.25;
              }
            }
          }
        }
        return sum - rest;
      }"
    `);
  });

  it('takes sums, products and maxima, which gather in any order', () => {
    for (const body of ['sum -= a[i][k];', 'sum *= a[i][k];', 'sum = Math.max(a[i][k], sum);']) expect(interchanged(all, body)).toMatch(/for \(let k[^]*for \(let i/);
  });

  it('leaves loops alone whose order shows', () => {
    for (const body of ['sum = a[i][k];', 'sum = sum * 0.5 + a[i][k];', 'sum += a[i][k]; sum *= 2.0;', 'sum += sum * a[i][k];', 'if (a[i][k] > 2.0) { return 1.0; }']) {
      expect(interchanged(all, body), body).toMatch(/inactive$/);
    }
  });

  it('leaves loops alone whose heads hang on each other, and loops with more than a loop in them', () => {
    expect(interchanged('let k = 0; k < i; k++', 'sum += a[i][k];')).toMatch(/inactive$/);
    expect(interchanged('let k = i; k < this.constants.n; k++', 'sum += a[i][k];')).toMatch(/inactive$/);
    const { kernel } = loopKernel('choices');
    expect(mutant(kernel, interchangeLoops, { target: statement(kernel, 'for (let i'), choices: {} })).toMatch(/inactive$/);
  });
});
