import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { check, parseKernel, printKernel, type TypedKernel } from '../../src/dialect/index.ts';
import { applyGenome } from '../../src/edits/genome.ts';
import { operatorsByName } from '../../src/edits/index.ts';
import { proposeEdit } from '../../src/edits/vary.ts';
import type { ArrayData, Edit, Kernel, Sizes } from '../../src/model/index.ts';
import { sanitize } from '../../src/sanitize/index.ts';
import { evaluateSize } from '../../src/util/size-expression.ts';
import { randomStream } from '../../src/util/random.ts';
import { compareOutputs, oracleOf, type TestCase } from '../../src/verify/index.ts';
import { gridSources } from './kernels.ts';
import { casesOf } from './meaning.ts';
import { stagingKernel, stagingSources } from './staging-kernels.ts';

/**
 * Edits of lanes and shared memory keep what a kernel computes, up to the order of a sum, and break no rule of the
 * interpreter: no race, no barrier that some do not reach, nothing read that nobody stored.
 */
const exactEnough = ['lanes-per-row', 'split-bag-over-lanes', 'stage-indices', 'stage-operand', 'async-staging', 'double-buffer', 'shared-padding'];

/** Bags whose lengths are the edges of a warp, empty ones among them. */
function raggedBags(dim: number): TestCase {
  const lengths = [0, 1, 31, 32, 33, 0, 2, 65, 0];
  const ends = lengths.map((_, bag) => lengths.slice(0, bag + 1).reduce((sum, length) => sum + length, 0));
  const lookups = ends.at(-1)!;
  const random = randomStream('ragged bags');
  const array = (scalar: 'f32' | 'i32', shape: number[], value: () => number): ArrayData => {
    const count = shape.reduce((product, size) => product * size, 1);
    return { scalar, shape, values: scalar === 'f32' ? Float32Array.from({ length: count }, value) : Int32Array.from({ length: count }, value) };
  };
  return {
    name: 'bags of 0, 1, 31, 32, 33', sizes: { rows: 90, dim, lookups, bags: lengths.length },
    arguments: {
      table: array('f32', [90, dim], () => random.unit() - 0.5), indices: array('i32', [lookups], () => random.below(90)),
      offsets: { scalar: 'i32', shape: [lengths.length + 1], values: Int32Array.from([0, ...ends]) },
    },
  };
}

function typedOf(kernel: Kernel): TypedKernel {
  const checked = check(kernel, 'any');
  if (!checked.ok) throw new Error(`${checked.detail}\n${printKernel(kernel)}`);
  return checked.typed;
}

/** What is wrong with the mutant: a fault, or an output that is not the oracle's (the base's where it has no operation). */
function problem(kernel: Kernel, cases: readonly TestCase[], expected: readonly ArrayLike<number>[]): string | undefined {
  const sane = sanitize(typedOf(kernel), cases);
  if (!sane.ok) return `${sane.kind}: ${sane.detail}`;
  const oracle = kernel.signature.operation === undefined ? undefined : oracleOf(kernel.signature);
  for (const [at, testCase] of cases.entries()) {
    const values = sane.outputs[at]!;
    const shape = kernel.signature.returns.dims.map((dim) => evaluateSize(dim, testCase.sizes));
    const compared = oracle && compareOutputs(oracle(testCase), { scalar: 'f32', shape, values });
    if (compared && !compared.ok) return `${testCase.name}: ${compared.detail}`;
    // where large terms annul each other, an element's own size says little of what was rounded
    const largest = Math.max(0, ...Array.from(expected[at] ?? [], Math.abs));
    const off = oracle ? -1 : values.findIndex((value, place) => !(Math.abs(value - expected[at]![place]!) <= 1e-5 * (1 + largest)));
    if (off >= 0) return `${testCase.name}: ${values[off]} instead of ${expected[at]![off]}`;
  }
  return undefined;
}

const fixedOf = (kernel: Kernel, sizes: Sizes): Sizes => Object.fromEntries(Object.entries(sizes).filter(([symbol]) => kernel.signature.statics.includes(symbol)));

const bases = [...stagingSources, ...gridSources].map(({ kernel }) => kernel).filter(({ signature: { name } }) => name !== 'interactMatrix' && name !== 'halfRows');

describe.each(bases.map((kernel) => [kernel.signature.name, kernel] as const))('%s', (_, base) => {
  const fixed = fixedOf(base, { dim: 8, fields: 5 });
  const cases = [...casesOf(base, fixed), ...(base.signature.operation?.startsWith('pool') ? [raggedBags(8)] : [])];
  const sane = sanitize(typedOf(base), cases);
  if (!sane.ok) throw new Error(sane.detail);

  it('is still right after one edit, and after three', () => {
    for (let seed = 0; seed < 12; seed++) {
      const random = randomStream(seed).split(base.signature.name);
      const genome: Edit[] = [];
      for (let count = 0; count < (seed < 8 ? 1 : 3); count++) {
        const edit = proposeEdit(base, genome, random.pick(exactEnough), random, fixed);
        if (edit) genome.push(edit);
      }
      const { kernel, inactive } = applyGenome(base, genome, operatorsByName);
      expect(inactive).toEqual([]);
      expect(problem(kernel, cases, sane.outputs), printKernel(kernel)).toBeUndefined();
    }
  });
});

/** Each shipped kernel, the plain ones by blocks first, takes what it can of these edits, one after another. */
describe.each([
  ['pool-sum', { dim: 32 }, ['split-bag-over-lanes', 'stage-indices', 'async-staging', 'double-buffer', 'lanes-per-row']],
  ['gather', { dim: 64 }, ['lanes-per-row']],
  ['interact-dot', { dim: 16, fields: 5 }, ['stage-operand', 'shared-padding', 'lanes-per-row']],
  ['pool-sum-grid', { dim: 32 }, ['shared-padding']],
  ['pool-sum-grid-fixed', { dim: 32 }, ['async-staging', 'double-buffer', 'shared-padding']],
  ['interact-dot-grid', { dim: 16, fields: 5 }, ['double-buffer']],
] as const)('%s at %j', (name, fixed, wanted) => {
  it(`takes ${wanted.join(', ')}`, () => {
    const base = parseKernel(readFileSync(new URL(`../../kernels/${name}.js`, import.meta.url), 'utf8'), `${name}.js`).kernel;
    const cases = casesOf(base, fixed);
    const taken = new Set<string>();
    for (let seed = 0; seed < 40; seed++) {
      const random = randomStream(seed).split(name);
      const placed = base.body.launch ? undefined : proposeEdit(base, [], 'map-to-grid', random, fixed);
      const genome: Edit[] = placed ? [placed] : [];
      for (const operator of random.shuffle([...exactEnough, ...exactEnough])) {
        const edit = random.chance(0.3) ? proposeEdit(base, genome, operator, random, fixed) : undefined;
        if (!edit) continue;
        genome.push(edit);
        taken.add(operator);
      }
      const { kernel, inactive } = applyGenome(base, genome, operatorsByName);
      expect(inactive).toEqual([]);
      expect(problem(kernel, cases, []), printKernel(kernel)).toBeUndefined();
    }
    expect(wanted.filter((operator) => !taken.has(operator))).toEqual([]);
  });
});

describe('edits that round', () => {
  /** The largest error over the largest output, of all cases. */
  function error(base: Kernel, operator: string, fixed: Sizes): number {
    const edit = proposeEdit(base, [], operator, randomStream('rounding'), fixed);
    if (!edit) throw new Error('no such edit');
    const cases = casesOf(base, fixed).filter(({ name }) => !/magnitudes|cancelling|small|large/.test(name)); // f16 holds neither
    const before = sanitize(typedOf(base), cases);
    const after = sanitize(typedOf(applyGenome(base, [edit], operatorsByName).kernel), cases);
    if (!before.ok || !after.ok) throw new Error('a fault');
    return Math.max(...before.outputs.map((output, at) => {
      const size = Math.max(1e-30, ...output.map(Math.abs));
      return Math.max(0, ...output.map((value, place) => Math.abs(value - after.outputs[at]![place]!))) / size;
    }));
  }

  it.each([
    ['narrow-accumulator', 'bagRows', { dim: 8 }], ['widen-accumulator', 'halfRows', { dim: 8 }],
    ['matrix-tiles', 'stagedPairs', { dim: 8, fields: 5 }], ['matrix-tiles', 'stagedPairs', { dim: 20, fields: 18 }],
  ] as const)('%s of %s errs by what f16 rounds, and no more, at %j', (operator, name, fixed) => {
    const off = error(stagingKernel(name), operator, fixed);
    expect(off).toBeGreaterThan(1e-6);
    expect(off).toBeLessThan(5e-3);
  });
});
