import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { check, parseKernel } from '../../src/dialect/index.ts';
import { applyGenome } from '../../src/edits/genome.ts';
import { closeCountingLoop } from '../../src/edits/close-counting-loop.ts';
import { operatorsByName } from '../../src/edits/index.ts';
import { editFrom } from '../../src/edits/operator.ts';
import { sanitize } from '../../src/sanitize/index.ts';
import { kernelNamed } from './kernels.ts';
import { mutant, statement } from './shown.ts';

const counting = (start: number, comparison: string, result: string) => parseKernel(`/**
 * @param {i32[n]} places
 * @returns {f32[n]}
 */
export default function decode(places) {
  let left = places[this.thread.x];
  let line = ${start};
  while (left ${comparison} line) { left -= line; line++; }
  return ${result};
}`, 'decode.js').kernel;

function run(start: number, comparison: string, result: string, places: readonly number[]): number[] {
  const kernel = counting(start, comparison, result);
  const edit = editFrom(closeCountingLoop.name, { target: statement(kernel, 'while'), choices: {} });
  const checked = check(applyGenome(kernel, [edit], operatorsByName).kernel, 'any');
  if (!checked.ok) throw new Error(checked.detail);
  const values = Int32Array.from(places);
  const sane = sanitize(checked.typed, [{ name: 'places', sizes: { n: places.length }, arguments: { places: { scalar: 'i32', shape: [places.length], values } } }]);
  if (!sane.ok) throw new Error(sane.detail);
  return [...sane.outputs[0]!];
}

/** What the loop ends with, by whole numbers alone. */
function counted(start: number, strict: boolean, place: number): { left: number; line: number } {
  const goal = strict ? place - 1 : place;
  let line = Math.max(start, Math.floor(Math.sqrt(2 * Math.max(goal, 0))) - 2);
  while ((line * (line + 1)) / 2 <= goal) line++;
  return { left: place - (line * (line - 1)) / 2, line };
}

const forms = [[0, '>='], [1, '>='], [0, '>'], [1, '>']] as const;

describe('close-counting-loop', () => {
  it('puts a root and one step of correction in the place of the loop', () => {
    const { kernel } = kernelNamed('interactDot');
    expect(mutant(kernel, closeCountingLoop, { target: statement(kernel, 'while'), choices: {} })).toMatchInlineSnapshot(`
      "{
        const sample = this.thread.y;
        if (this.thread.x < this.constants.dim) {
          return dense[sample][this.thread.x];
        }
        let column = this.thread.x - this.constants.dim;
        let row = 1;
        row = Math.floor((Math.sqrt(Math.max(8.0 * column + 1.0, 1.0)) + 1.0) * 0.5);
        column -= row * (row - 1) >> 1;
        if (column < 0 && row > 1) {
          row--;
          column += row;
        } else {
          if (column >= row) {
            column -= row;
            row++;
          }
        }
        let sum = 0.0;
        for (let d = 0; d < this.constants.dim; d++) {
          const left = sparse[sample][row - 1][d];
          if (column === 0) {
            sum += left * dense[sample][d];
          } else {
            sum += left * sparse[sample][column - 1][d];
          }
        }
        return sum;
      }"
    `);
  });

  it.each(forms)('is exact from %i with %s, beside every triangular number and between, up to 2^30', (start, comparison) => {
    fc.assert(fc.property(fc.array(fc.oneof(fc.integer({ min: -40, max: 40 }), fc.integer({ min: 0, max: 46_340 }).map((line) => (line * (line + 1)) / 2), fc.nat({ max: 2 ** 30 })), { minLength: 1, maxLength: 40 }), (drawn) => {
      const places = drawn.flatMap((place) => [place - 1, place, place + 1]).filter((place) => place < 2 ** 30);
      const expected = places.map((place) => counted(start, comparison === '>', place));
      expect(run(start, comparison, 'line', places)).toEqual(expected.map(({ line }) => line));
      expect(run(start, comparison, 'left', places)).toEqual(expected.map(({ left }) => Math.fround(left)));
    }), { numRuns: 40, seed: 5 });
  });

  it('leaves loops that start elsewhere, or do more', () => {
    const other = counting(2, '>=', 'line');
    expect(mutant(other, closeCountingLoop, { target: statement(other, 'while'), choices: {} })).toMatch(/inactive$/);
    const { kernel } = kernelNamed('poolSum');
    expect(mutant(kernel, closeCountingLoop, { target: statement(kernel, 'for ('), choices: {} })).toMatch(/inactive$/);
  });
});
