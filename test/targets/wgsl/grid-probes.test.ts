import { afterAll, describe, expect, it } from 'vitest';
import { isUnavailable, openDevice } from '../../../src/devices/index.ts';
import { capabilitiesOf, check, parseKernel } from '../../../src/dialect/index.ts';
import { madeFor, sanitize } from '../../../src/sanitize/index.ts';
import { casesFor } from '../../../src/verify/index.ts';
import { gridProbes } from '../cuda/grid-probes.ts';
import { wgslOf } from './program.ts';
import { taken } from './tint.ts';

/** The kernels that show each thing of the language, without the hints, which WGSL does not have. */
const probes = gridProbes.flatMap(({ name, text, sizes, room = 1e-4 }) => {
  const checked = check(parseKernel(text.replace(/, hint\.\w+/g, ''), 'probe.js').kernel, 'any');
  if (!checked.ok) throw new Error(checked.detail);
  const needs = [...capabilitiesOf(checked.typed.kernel).keys()];
  return needs.includes('async-copy') || needs.includes('matrix') ? [] : [{ name, typed: checked.typed, sizes, room, needs }];
});

describe('grid kernels of each kind', () => {
  it.each(probes)('compile for a GPU that has all: $name', async ({ typed, sizes }) => {
    await taken(wgslOf(typed, sizes).text);
  });
});

const device = await openDevice('webgpu');
if (isUnavailable(device)) {
  describe(`webgpu (${device.reason}; ${device.remedy})`, () => { it.skip('needs a Vulkan driver', () => {}); });
} else {
  const { capabilities, limits } = device.info;
  const here = probes.filter(({ typed, sizes, needs }) => needs.every((need) => capabilities.includes(need)) && madeFor(typed, sizes, limits));

  describe('grid kernels of each kind on webgpu', () => {
    afterAll(() => device.close());

    it.each(here)('compute what the interpreter computes: $name', async ({ typed, sizes: fixed, room }) => {
      const cases = casesFor(typed.kernel.signature, { fixed, seed: 3, generation: 0, level: 'tiny' }).filter(({ sizes }) => madeFor(typed, sizes, limits));
      expect(cases.length).toBeGreaterThan(0);
      const wanted = sanitize(typed, cases);
      if (!wanted.ok) throw new Error(`${wanted.kind}: ${wanted.detail} (${wanted.testCase})`);
      const program = wgslOf(typed, fixed);
      const executable = await device.compile(program);
      if ('failed' in executable) throw new Error(`${executable.detail}\n${program.text}`);
      for (const [at, { name, arguments: inputs, sizes }] of cases.entries()) {
        await executable.bind(inputs, sizes);
        const { values } = await executable.run();
        const outputs = wanted.outputs[at]!;
        const wrong = outputs.findIndex((want, element) => {
          const got = Number(values[element]);
          return !Object.is(got, want) && got !== want && !(Math.abs(got - want) <= room * Math.max(1, Math.abs(want)));
        });
        expect(wrong, `case ${name}: element ${wrong} is ${values[wrong]}, not ${outputs[wrong]}\n${program.text}`).toBe(-1);
      }
      await executable.dispose();
    });
  });
}
