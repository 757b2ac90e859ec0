import { describe, it } from 'vitest';
import { isUnavailable, openDevice } from '../../../src/devices/index.ts';
import { type ContractPrograms, deviceContract } from '../../contract/device.contract.ts';
import { f32, forgetful, gather, gatherCase, mixture, mixtureCase, poolCase, poolSum, renamed } from '../programs.ts';

const programs: ContractPrograms = {
  gather: { program: gather, make: gatherCase },
  poolSum: { program: poolSum, make: poolCase },
  mixture: { program: mixture, make: mixtureCase },
  forgetful: {
    program: forgetful,
    make: (count) => ({ inputs: { values: f32([count], new Float32Array(count).fill(3)) }, sizes: { count }, expected: new Array(count).fill(3) }),
  },
  broken: renamed(gather, (text) => text.replace('return table[', 'return table[[')),
};

for (const name of ['gpujs:cpu', 'gpujs:webasm']) deviceContract(name, () => openDevice(name), programs);

// the one device that needs a package of the system's: its absence is named, and `.ci/run` fails on it
const onGpu = await openDevice('gpujs:webgpu');
if (isUnavailable(onGpu)) {
  describe(`device contract: gpujs:webgpu (${onGpu.reason}; ${onGpu.remedy})`, () => { it.skip('needs a Vulkan driver', () => {}); });
} else {
  deviceContract('gpujs:webgpu', async () => onGpu, programs);
}
