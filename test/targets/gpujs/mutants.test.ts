import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { isUnavailable, openDevice } from '../../../src/devices/index.ts';
import { check, parseKernel } from '../../../src/dialect/index.ts';
import { applyGenome } from '../../../src/edits/genome.ts';
import { operatorsByName } from '../../../src/edits/index.ts';
import { proposeEdit } from '../../../src/edits/vary.ts';
import type { Genome, Program } from '../../../src/model/index.ts';
import { sanitize, stepsOf } from '../../../src/sanitize/index.ts';
import { emitGpujs } from '../../../src/targets/gpujs/index.ts';
import { randomStream } from '../../../src/util/random.ts';
import { casesFor, type TestCase } from '../../../src/verify/index.ts';

/**
 * Mutants of the shipped kernels that the interpreter finds sane must compute on gpu.js what they compute in the
 * interpreter: all that evolution ever sends to a device comes this way.
 */
interface Mutant {
  readonly program: Program;
  readonly outputs: readonly Float32Array[];
}

const operators = [...operatorsByName.keys()];

function mutantsOf(name: string, count: number): { cases: readonly TestCase[]; mutants: Mutant[] } {
  const { kernel } = parseKernel(readFileSync(new URL(`../../../kernels/${name}.js`, import.meta.url), 'utf8'), `${name}.js`);
  const base = check(kernel, []);
  if (!base.ok) throw new Error(base.detail);
  const fixed = Object.fromEntries(kernel.signature.statics.map((symbol) => [symbol, symbol === 'dim' ? 4 : 3]));
  const cases = casesFor(kernel.signature, { fixed, seed: 1, generation: 0, level: 'tiny' });
  const budgets = stepsOf(base.typed, cases);
  const random = randomStream(name);
  const mutants: Mutant[] = [];
  while (mutants.length < count) {
    let genome: Genome = [];
    for (let edits = 1 + random.below(8); edits > 0; edits--) {
      const edit = proposeEdit(kernel, genome, random.pick(operators), random);
      if (edit) genome = [...genome, edit];
    }
    const checked = check(applyGenome(kernel, genome, operatorsByName).kernel, []);
    if (!checked.ok) continue;
    const sane = sanitize(checked.typed, cases, { budgets });
    if (!sane.ok) continue;
    const emitted = emitGpujs(checked.typed, fixed);
    if (emitted.ok) mutants.push({ program: emitted.program, outputs: sane.outputs });
  }
  return { cases, mutants };
}

const families = ['gather', 'pool-sum', 'interact-dot'].map((name) => ({ name, ...mutantsOf(name, 30) }));

for (const [mode, share] of [['gpujs:cpu', 10], ['gpujs:webasm', 30], ['gpujs:webgpu', 8]] as const) {
  const device = await openDevice(mode);
  if (isUnavailable(device)) {
    describe(`${mode} (${device.reason}; ${device.remedy})`, () => { it.skip('needs a Vulkan driver', () => {}); });
    continue;
  }
  describe(mode, () => {
    afterAll(() => device.close());
    it.each(families)('computes mutants of $name as the interpreter does', async ({ cases, mutants }) => {
      for (const { program, outputs } of mutants.slice(0, share)) {
        const executable = await device.compile(program);
        if ('failed' in executable) throw new Error(`${executable.detail}\n${program.text}`);
        for (const [at, { name, arguments: inputs, sizes }] of cases.entries()) {
          await executable.bind(inputs, sizes);
          const { values } = await executable.run();
          const wanted = outputs[at]!;
          const wrong = wanted.findIndex((want, element) => {
            const got = Number(values[element]);
            return !Object.is(got, want) && got !== want && !(Math.abs(got - want) <= 1e-3 * Math.max(1, Math.abs(want)));
          });
          expect(wrong, `case ${name}: element ${wrong} is ${values[wrong]}, not ${wanted[wrong]}\n${program.text}`).toBe(-1);
        }
        await executable.dispose();
      }
    });
  });
}
