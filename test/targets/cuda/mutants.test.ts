import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { findNvcc } from '../../../src/devices/cuda/compile/nvcc.ts';
import { check, type TypedKernel } from '../../../src/dialect/index.ts';
import { applyGenome } from '../../../src/edits/genome.ts';
import { operatorsByName } from '../../../src/edits/index.ts';
import { proposeEdit } from '../../../src/edits/vary.ts';
import type { Genome, Program } from '../../../src/model/index.ts';
import { madeFor, sanitize, stepsOf } from '../../../src/sanitize/index.ts';
import { emitCuda } from '../../../src/targets/cuda/index.ts';
import { randomStream } from '../../../src/util/random.ts';
import { casesFor } from '../../../src/verify/index.ts';
import { gridKernels } from '../../dialect/grid-kernels.ts';
import { expectSane, type Mutant, mutantsOf } from '../mutants.ts';
import { cudaOf, typedOf } from './program.ts';
import { deviceWith } from './stand-in.ts';

const sizes = { dim: 16, fields: 3 };
const shipped = ['gather-grid', 'pool-sum-grid', 'interact-dot-grid'].map((name) => readFileSync(new URL(`../../../kernels/${name}.js`, import.meta.url), 'utf8'));

const ofMaps = ['gather', 'pool-sum', 'interact-dot'].map((name) => ({ name, ...mutantsOf(name, 12, cudaOf) }));
const ofGrids = [...shipped, ...Object.values(gridKernels)].map((text) => ({ name: typedOf(text).kernel.signature.name, ...gridMutants(text, 12) }));

/** Mutants that the language allows; of those that CUDA cannot say, only the reason is looked at. */
function gridMutants(text: string, count: number) {
  const base = typedOf(text);
  const cases = casesFor(base.kernel.signature, { fixed: sizes, seed: 5, generation: 0, level: 'tiny' }).filter((each) => madeFor(base, each.sizes));
  const budgets = stepsOf(base, cases);
  const programs: Program[] = [];
  const sane: Mutant[] = [];
  for (const typed of mutantsFrom(base, count)) {
    const emitted = emitCuda(typed, sizes);
    if (!emitted.ok) {
      expect(emitted.detail).toMatch(/^[^\n]{10,300}$/);
      continue;
    }
    programs.push(emitted.program);
    const result = sanitize(typed, cases, { budgets });
    if (result.ok) sane.push({ program: emitted.program, outputs: result.outputs });
  }
  return { cases, programs, sane };
}

function mutantsFrom({ kernel }: TypedKernel, count: number): TypedKernel[] {
  const random = randomStream(kernel.signature.name);
  const operators = [...operatorsByName.keys()];
  const mutants: TypedKernel[] = [];
  for (let tries = 0; mutants.length < count && tries < 20 * count; tries++) {
    let genome: Genome = [];
    for (let edits = 1 + random.below(6); edits > 0; edits--) {
      const edit = proposeEdit(kernel, genome, random.pick(operators), random);
      if (edit) genome = [...genome, edit];
    }
    const checked = check(applyGenome(kernel, genome, operatorsByName).kernel, 'any');
    if (checked.ok) mutants.push(checked.typed);
  }
  return mutants;
}

describe('mutants', async () => {
  const { device } = await deviceWith('cuda-mutants', [...ofMaps.flatMap(({ mutants }) => mutants), ...ofGrids.flatMap(({ sane }) => sane)].map(({ program }) => program));
  afterAll(() => device.close());

  it.each(ofMaps)('of the map kernel $name compute on the stand-in what they compute in the interpreter', async ({ cases, mutants }) => {
    for (const mutant of mutants) await expectSane(device, mutant, cases);
  });

  it.each(ofGrids)('of the grid kernel $name too', async ({ cases, sane }) => {
    expect(sane.length).toBeGreaterThan(2);
    for (const mutant of sane) await expectSane(device, mutant, cases);
  });

  it('are CUDA C++, the insane too', async (test) => {
    const nvcc = await findNvcc();
    if (!('version' in nvcc)) return test.skip(`${nvcc.reason}; ${nvcc.remedy}`);
    const programs = ofGrids.flatMap((each) => each.programs);
    expect(programs.length).toBeGreaterThan(70);
    const results = await nvcc.compileBatch(programs, { architecture: 'sm_90' });
    results.forEach((result, at) => expect('failed' in result ? `${result.detail}\n${programs[at]!.text}` : 'compiled').toBe('compiled'));
  });
});
