import { describe, it } from 'vitest';
import { isUnavailable, openDevice } from '../../../src/devices/index.ts';
import { deviceContract } from '../../contract/device.contract.ts';
import { wgslOfText } from '../../targets/wgsl/program.ts';
import * as texts from '../grid-texts.ts';
import { f32, gatherCase, mixtureCase, poolCase, renamed } from '../programs.ts';

/** The contract once more, on kernels that say their own launch. */
const device = await openDevice('webgpu');
if (isUnavailable(device)) {
  describe(`device contract, grid kernels: webgpu (${device.reason}; ${device.remedy})`, () => { it.skip('needs a Vulkan driver', () => {}); });
} else {
  const gather = wgslOfText(texts.gather);
  deviceContract('webgpu', async () => device, {
    gather: { program: gather, make: gatherCase },
    poolSum: { program: wgslOfText(texts.poolSum), make: poolCase },
    mixture: { program: wgslOfText(texts.mixture), make: mixtureCase },
    forgetful: {
      program: wgslOfText(texts.forgetful),
      make: (count) => ({ inputs: { values: f32([count], new Float32Array(count).fill(3)) }, sizes: { count }, expected: new Array(count).fill(3) }),
    },
    broken: renamed(gather, (text) => text.replace('= table[', '= table[[')),
  });
}
