import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { isUnavailable, openDevice } from '../../../src/devices/index.ts';
import { check, parseKernel } from '../../../src/dialect/index.ts';
import { kernelOf, proposeEdit } from '../../../src/edits/vary.ts';
import { operatorsByName } from '../../../src/edits/index.ts';
import type { Genome } from '../../../src/model/index.ts';
import { madeFor, sanitize, stepsOf } from '../../../src/sanitize/index.ts';
import { emitWgsl } from '../../../src/targets/wgsl/index.ts';
import { randomStream } from '../../../src/util/random.ts';
import { casesFor } from '../../../src/verify/index.ts';
import { poolGrid } from '../../dialect/grid-kernels.ts';
import * as texts from '../../devices/grid-texts.ts';
import { expectSane } from '../mutants.ts';

/** Mutants of grid kernels, and map kernels that edits made grid kernels, compute on the GPU what they compute in the interpreter. */
const shipped = (name: string) => readFileSync(new URL(`../../../kernels/${name}.js`, import.meta.url), 'utf8');
const bases = [
  { name: 'gather', text: shipped('gather'), fixed: { dim: 8 } },
  { name: 'pool-sum', text: shipped('pool-sum'), fixed: { dim: 8 } },
  { name: 'interact-dot', text: shipped('interact-dot'), fixed: { dim: 4, fields: 3 } },
  { name: 'pool-sum in vectors', text: poolGrid, fixed: { dim: 8 } },
  { name: 'pool-sum in shared memory', text: texts.poolSum, fixed: {} },
  { name: 'gather in vectors of eight', text: texts.gatherWide, fixed: { dim: 16 } },
  { name: 'interact-dot in shared memory', text: texts.interactShared, fixed: { dim: 4, fields: 3 } },
];

const device = await openDevice('webgpu');
if (isUnavailable(device)) {
  describe(`webgpu (${device.reason}; ${device.remedy})`, () => { it.skip('needs a Vulkan driver', () => {}); });
} else {
  describe('webgpu', () => {
    afterAll(() => device.close());
    const { capabilities, limits } = device.info;

    it.each(bases)('computes grid mutants of $name as the interpreter does', async ({ name, text, fixed }) => {
      const { kernel } = parseKernel(text, `${name}.js`);
      const base = check(kernel, capabilities);
      if (!base.ok) throw new Error(base.detail);
      const cases = casesFor(kernel.signature, { fixed, seed: 1, generation: 0, level: 'tiny' });
      const budgets = stepsOf(base.typed, cases);
      const random = randomStream(name);
      const operators = [...operatorsByName.keys()];
      const seen = { same: 0, refused: 0 };
      while (seen.same < 10) {
        let genome: Genome = [];
        const first = kernel.body.launch ? undefined : proposeEdit(kernel, genome, 'map-to-grid', random, fixed);
        if (first) genome = [first];
        for (let edits = 1 + random.below(6); edits > 0; edits--) {
          const edit = proposeEdit(kernel, genome, random.pick(operators), random, fixed);
          if (edit) genome = [...genome, edit];
        }
        const checked = check(kernelOf(kernel, genome), capabilities);
        if (!checked.ok || !checked.typed.kernel.body.launch || !cases.every(({ sizes }) => madeFor(checked.typed, sizes, limits))) continue;
        const sane = sanitize(checked.typed, cases, { budgets });
        if (!sane.ok) continue;
        const emitted = emitWgsl(checked.typed, fixed);
        if (!emitted.ok) throw new Error(emitted.detail);
        const { program } = emitted;
        const executable = await device.compile(program);
        if ('failed' in executable) {
          // the one thing that WGSL may have against a kernel that runs
          expect(executable.detail, program.text).toContain('must only be called from uniform control flow');
          expect(seen.refused++).toBeLessThan(10);
          continue;
        }
        await executable.dispose();
        await expectSane(device, { program, outputs: sane.outputs }, cases);
        seen.same++;
      }
    });
  });
}
