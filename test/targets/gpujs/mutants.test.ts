import { afterAll, describe, it } from 'vitest';
import { isUnavailable, openDevice } from '../../../src/devices/index.ts';
import type { TypedKernel } from '../../../src/dialect/index.ts';
import type { Sizes } from '../../../src/model/index.ts';
import { emitGpujs } from '../../../src/targets/gpujs/index.ts';
import { expectSane, mutantsOf } from '../mutants.ts';

const lower = (typed: TypedKernel, fixed: Sizes) => {
  const emitted = emitGpujs(typed, fixed);
  return emitted.ok ? emitted.program : undefined;
};
const families = ['gather', 'pool-sum', 'interact-dot'].map((name) => ({ name, ...mutantsOf(name, 30, lower) }));

for (const [mode, share] of [['gpujs:cpu', 10], ['gpujs:webasm', 30], ['gpujs:webgpu', 8]] as const) {
  const device = await openDevice(mode);
  if (isUnavailable(device)) {
    describe(`${mode} (${device.reason}; ${device.remedy})`, () => { it.skip('needs a Vulkan driver', () => {}); });
    continue;
  }
  describe(mode, () => {
    afterAll(() => device.close());
    it.each(families)('computes mutants of $name as the interpreter does', async ({ cases, mutants }) => {
      for (const mutant of mutants.slice(0, share)) await expectSane(device, mutant, cases);
    });
  });
}
