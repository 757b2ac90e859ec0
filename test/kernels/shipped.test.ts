import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { check, parseKernel } from '../../src/dialect/index.ts';
import { sanitize } from '../../src/sanitize/index.ts';
import { evaluateSize } from '../../src/util/size-expression.ts';
import { casesFor, compareOutputs, oracleOf } from '../../src/verify/index.ts';

const folder = new URL('../../kernels/', import.meta.url);
const shipped = readdirSync(folder).filter((file) => file.endsWith('.js')).map((file) => parseKernel(readFileSync(new URL(file, folder), 'utf8'), file));
const named = (file: string) => shipped.find((source) => source.file === file)!.kernel;

describe.each(shipped.filter(({ kernel }) => !kernel.body.launch))('$file', ({ kernel }) => {
  const { signature } = kernel;
  const checked = check(kernel, []);

  it('is a kernel for any device', () => {
    expect(checked).toMatchObject({ ok: true });
  });

  it.each([{}, { dim: 5 }, { dim: 24 }])('computes its operation on hostile inputs, sizes %j', (fixed) => {
    if (!checked.ok) throw new Error(checked.detail);
    const oracle = oracleOf(signature);
    const cases = casesFor(signature, { fixed, seed: 'shipped', generation: 0, level: 'tiny' });
    const sane = sanitize(checked.typed, cases);
    if (!sane.ok) throw new Error(sane.detail);
    expect(cases.length).toBeGreaterThan(5);
    cases.forEach((testCase, at) => {
      const shape = signature.returns.dims.map((dim) => evaluateSize(dim, testCase.sizes));
      expect(compareOutputs(oracle(testCase), { scalar: 'f32', shape, values: sane.outputs[at]! }), testCase.name).toMatchObject({ ok: true });
    });
  });
});

describe.each(shipped.filter(({ kernel }) => kernel.body.launch))('$file', ({ kernel }) => {
  it('obeys the rules of the language', () => {
    expect(check(kernel, 'any')).toMatchObject({ ok: true });
  });

  it.each([4, 8, 20, 32, 96, 100, 128, 132, 516, 1024])('fits a block of a card at a width of %i', (dim) => {
    const threads = kernel.body.launch!.block.reduce((product, extent) => product * evaluateSize(extent, { dim, fields: 26 }), 1);
    const shared = kernel.body.body.flatMap((node) => (node.type === 'SharedDeclaration' ? [node.dims.reduce((product, size) => product * evaluateSize(size, { dim, fields: 26 }), 4)] : []));
    expect(threads).toBeGreaterThanOrEqual(32);
    expect(threads).toBeLessThanOrEqual(256);
    expect(shared.reduce((sum, bytes) => sum + bytes, 0)).toBeLessThanOrEqual(16 * 1024);
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
