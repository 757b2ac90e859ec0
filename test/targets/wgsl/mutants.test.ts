import { afterAll, describe, it } from 'vitest';
import { isUnavailable, openDevice } from '../../../src/devices/index.ts';
import { expectSane, mutantsOf } from '../mutants.ts';
import { wgslOf } from './program.ts';

const device = await openDevice('webgpu');
if (isUnavailable(device)) {
  describe(`webgpu (${device.reason}; ${device.remedy})`, () => { it.skip('needs a Vulkan driver', () => {}); });
} else {
  describe('webgpu', () => {
    afterAll(() => device.close());
    it.each(['gather', 'pool-sum', 'interact-dot'])('computes mutants of %s as the interpreter does', async (name) => {
      const { cases, mutants } = mutantsOf(name, 12, wgslOf);
      for (const mutant of mutants) await expectSane(device, mutant, cases);
    });
  });
}
