import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { canonicalText, check, parseKernel, printKernel } from '../../src/dialect/index.ts';
import type { ArrayData } from '../../src/model/index.ts';
import { reference, sanitize } from '../../src/sanitize/index.ts';
import { casesFor, compareOutputs, oracleOf, rolesOf } from '../../src/verify/index.ts';

/** Kernels as different people would write them, each beside its canonical text: see test/golden/kernels/<case>. */
const folder = new URL('./kernels/', import.meta.url);

describe.each(readdirSync(folder).sort())('%s', (name) => {
  const source = parseKernel(readFileSync(new URL(`${name}/kernel.js`, folder), 'utf8'), `${name}/kernel.js`);
  const kernel = { ...source.kernel, signature: { ...source.kernel.signature, roles: rolesOf(source.kernel.signature) } };

  test('has its canonical text, printed or not', async () => {
    await expect(`${canonicalText(source.kernel)}\n`).toMatchFileSnapshot(`./kernels/${name}/expected.txt`);
    expect(parseKernel(printKernel(source.kernel), 'printed.js').hash).toBe(source.hash);
  });

  test('what its body shows of its parameters is what the operation says', () => {
    expect(source.kernel.signature.roles).toEqual(kernel.signature.roles);
  });

  test('has no fault on hostile inputs, and computes what its oracle says', () => {
    const checked = check(kernel, []);
    if (!checked.ok) throw new Error(checked.detail);
    const cases = casesFor(kernel.signature, { fixed: {}, seed: 1, generation: 0, level: 'tiny' });
    const result = sanitize(checked.typed, cases);
    if (!result.ok) throw new Error(`${result.testCase}: ${result.detail}`);
    const own = reference(checked.typed);
    const oracle = oracleOf(kernel.signature, (inputs, sizes) => {
      const output = own(inputs, sizes);
      if (!(output instanceof Float64Array)) throw new Error(output.detail);
      return { exact: output, rounded: output };
    });
    for (const [at, testCase] of cases.entries()) {
      const answer = oracle(testCase);
      const output: ArrayData = { scalar: 'f32', shape: answer.shape, values: result.outputs[at]! };
      expect(compareOutputs(answer, output), testCase.name).toMatchObject({ ok: true });
    }
    expect(cases.length).toBeGreaterThan(3);
  });
});
