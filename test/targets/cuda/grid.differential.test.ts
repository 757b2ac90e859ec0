import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import type { TypedKernel } from '../../../src/dialect/index.ts';
import { madeFor, sanitize } from '../../../src/sanitize/index.ts';
import { casesFor, type TestCase } from '../../../src/verify/index.ts';
import { gridKernels } from '../../dialect/grid-kernels.ts';
import { type GridProbe, gridProbes } from './grid-probes.ts';
import { cudaOf, typedOf } from './program.ts';
import { deviceWith } from './stand-in.ts';

/** A card's, as the stand-in has them. */
const limits = { threadsPerBlock: 1024, sharedBytesPerBlock: 227 * 1024 };

const shipped = [
  'gather-grid', 'pool-sum-grid', 'pool-sum-grid-fixed', 'interact-dot-grid',
  'pool-weighted-sum-grid', 'pool-max-grid', 'pool-sum-int8-head-grid', 'pool-sum-tables-grid', 'pool-sum-unique-grid', 'interact-dot-pooled-grid',
].map((name) => ({
  name, text: readFileSync(new URL(`../../../kernels/${name}.js`, import.meta.url), 'utf8'), sizes: { dim: 16, fields: 3 },
}));
const given = Object.entries(gridKernels).map(([name, text]) => ({ name, text, sizes: { dim: 16, fields: 3 } }));

const all: readonly GridProbe[] = [...gridProbes, ...given, ...shipped];
const tried = all.map(({ name, text, sizes, room = 1e-4 }) => {
  const typed = typedOf(text);
  const cases = casesOf(typed, sizes);
  return { name, typed, cases, room, program: cudaOf(typed, sizes) };
});

/** Inputs of every kind that the kernel is made for; a probe's sizes are all given. */
function casesOf(typed: TypedKernel, sizes: Readonly<Record<string, number>>): readonly TestCase[] {
  const cases = casesFor(typed.kernel.signature, { fixed: sizes, seed: 3, generation: 0, level: 'tiny' });
  return cases.filter((each) => madeFor(typed, each.sizes, limits));
}

const { device, run } = await deviceWith('cuda-grid', tried.map(({ program }) => program));

describe('grid kernels as CUDA C++ on the stand-in', () => {
  afterAll(() => device.close());
  it.each(tried)('$name: what the interpreter computes', async ({ typed, cases, room, program }) => {
    expect(cases.length).toBeGreaterThan(0);
    const wanted = sanitize(typed, cases);
    if (!wanted.ok) throw new Error(`${wanted.kind}: ${wanted.detail} (${wanted.testCase})`);
    for (const [at, { name, arguments: inputs, sizes }] of cases.entries()) {
      const values = await run(program, inputs, sizes);
      const outputs = wanted.outputs[at]!;
      const largest = Math.max(1, ...outputs.map(Math.abs)); // large terms that annul each other leave their rounding behind
      const wrong = outputs.findIndex((want, element) => !Object.is(values[element], want) && values[element] !== want && !(Math.abs(values[element]! - want) <= room * largest));
      expect(wrong, `case ${name}: element ${wrong} is ${values[wrong]}, not ${outputs[wrong]}\n${program.text}`).toBe(-1);
    }
  });
});
