import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { check, parseKernel } from '../../src/dialect/index.ts';
import type { Kernel } from '../../src/model/index.ts';
import { sanitize } from '../../src/sanitize/index.ts';
import { randomStream } from '../../src/util/random.ts';
import { bytesOf } from '../../src/util/scalars.ts';
import { evaluateSize } from '../../src/util/size-expression.ts';
import { casesFor, compareOutputs, oracleOf, type TestCase } from '../../src/verify/index.ts';

const folder = new URL('../../kernels/', import.meta.url);
const shipped = readdirSync(folder).filter((file) => file.endsWith('.js')).map((file) => parseKernel(readFileSync(new URL(file, folder), 'utf8'), file));
const named = (file: string) => shipped.find((source) => source.file === file)!.kernel;

/** Runs the kernel in the checking interpreter and holds each output against the operation's oracle. */
function expectRight(kernel: Kernel, cases: readonly TestCase[]): void {
  const checked = check(kernel, 'any');
  if (!checked.ok) throw new Error(checked.detail);
  const oracle = oracleOf(kernel.signature);
  const sane = sanitize(checked.typed, cases);
  if (!sane.ok) throw new Error(`${sane.testCase}: ${sane.detail}`);
  cases.forEach((testCase, at) => {
    const shape = kernel.signature.returns.dims.map((dim) => evaluateSize(dim, testCase.sizes));
    expect(compareOutputs(oracle(testCase), { scalar: 'f32', shape, values: sane.outputs[at]! }), testCase.name).toMatchObject({ ok: true });
  });
}

describe.each(shipped.filter(({ kernel }) => !kernel.body.launch))('$file', ({ kernel }) => {
  const bytes = kernel.signature.parameters.some(({ type }) => type.scalar === 'u8');

  it('is a kernel for any device that has its rows', () => {
    expect(check(kernel, bytes ? ['u8'] : [])).toMatchObject({ ok: true });
  });

  it.each([{}, { dim: bytes ? 12 : 5 }, { dim: 24 }])('computes its operation on hostile inputs, sizes %j', (fixed) => {
    const cases = casesFor(kernel.signature, { fixed, seed: 'shipped', generation: 0, level: 'tiny' });
    expect(cases.length).toBeGreaterThan(5);
    expectRight(kernel, cases);
  });
});

/** Sixteen bytes a lane: rows of f16 come in eights. */
const lane = (kernel: Kernel) => (kernel.signature.parameters.some(({ type }) => type.scalar === 'f16') ? 8 : 4);

describe.each(shipped.filter(({ kernel }) => kernel.body.launch))('$file', ({ kernel }) => {
  it.each([1, 6, 25, 33, 65])('computes its operation on hostile inputs at a width of %i lanes', (lanes) => {
    expectRight(kernel, casesFor(kernel.signature, { fixed: { dim: lanes * lane(kernel) }, seed: 'shipped', generation: 0, level: 'tiny' }));
  });

  it.each([1, 2, 5, 8, 24, 25, 32, 33, 129, 256])('fits a block of a card at a width of %i lanes', (lanes) => {
    const sizes = { dim: lanes * lane(kernel), fields: 26 };
    const threads = kernel.body.launch!.block.reduce((product, extent) => product * evaluateSize(extent, sizes), 1);
    const shared = kernel.body.body.flatMap((node) => (node.type === 'SharedDeclaration' ? [node.dims.reduce((product, size) => product * evaluateSize(size, sizes), bytesOf[node.scalar])] : []));
    expect(threads).toBeGreaterThanOrEqual(32);
    expect(threads).toBeLessThanOrEqual(256);
    expect(shared.reduce((sum, bytes) => sum + bytes, 0)).toBeLessThanOrEqual(16 * 1024);
  });
});

/** Rows of the table that the long bags look up: numbers, or codes after a scale of 1/16 and a bias of −1/2 in f16. */
function rowsOf(kernel: Kernel, dim: number) {
  const random = randomStream('rows');
  if (kernel.signature.parameters[0]!.type.scalar === 'f32') return { scalar: 'f32', shape: [50, dim], values: Float32Array.from({ length: 50 * dim }, () => random.unit() - 0.5) } as const;
  const width = dim + 16;
  const head = [0x00, 0x2c, 0x00, 0xb8];
  return { scalar: 'u8', shape: [50, width], values: Uint8Array.from({ length: 50 * width }, (_, at) => head[at % width] ?? random.below(256)) } as const;
}

describe.each(['pool-sum-grid.js', 'pool-sum-grid-fixed.js', 'pool-sum-int8-head-grid.js', 'pool-max-grid.js'])('%s', (file) => {
  it.each([8, 132])('pools bags beyond what one group takes, or one run of indices holds, at a width of %i', (dim) => {
    const lengths = [129, 0, 128, 2049, 1, 700, 0, 33, 131, 4];
    const ends = lengths.map((_, bag) => lengths.slice(0, bag + 1).reduce((sum, length) => sum + length, 0));
    const lookups = ends.at(-1)!;
    const random = randomStream('long bags');
    const testCase: TestCase = {
      name: 'long bags', sizes: { rows: 50, dim, lookups, bags: lengths.length },
      arguments: {
        table: rowsOf(named(file), dim),
        indices: { scalar: 'i32', shape: [lookups], values: Int32Array.from({ length: lookups }, () => random.below(50)) },
        offsets: { scalar: 'i32', shape: [lengths.length + 1], values: Int32Array.from([0, ...ends]) },
      },
    };
    expectRight(named(file), [testCase]);
  });
});

describe.each(['interact-dot-grid.js', 'interact-dot-pooled-grid.js'])('%s', (file) => {
  it.each([8, 132])('takes more pairs than a block takes at once, at a width of %i', (dim) => {
    expectRight(named(file), casesFor(named(file).signature, { fixed: { dim, fields: 33 }, seed: 'pairs', generation: 0, level: 'tiny' }));
  });
});

describe.each(['gather', 'pool-sum', 'interact-dot'])('%s, plain and tuned', (name) => {
  it('promise the same and do it differently', () => {
    const [plain, tuned] = [named(`${name}.js`), named(`${name}-tuned.js`)];
    const { description: _, ...promise } = tuned.signature;
    expect(plain.signature).toMatchObject(promise);
    expect(shipped.find(({ kernel }) => kernel === plain)!.hash).not.toBe(shipped.find(({ kernel }) => kernel === tuned)!.hash);
  });
});
