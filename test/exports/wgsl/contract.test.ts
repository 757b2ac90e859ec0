import { describe, it } from 'vitest';
import { isUnavailable, openDevice } from '../../../src/devices/index.ts';
import { exportContract } from '../../contract/export.contract.ts';

// opening the device finds the Vulkan driver and leaves its name in the environment, which the self-check inherits
const device = await openDevice('webgpu');
if (isUnavailable(device)) {
  describe(`export contract: wgsl (${device.reason}; ${device.remedy})`, () => { it.skip('needs a Vulkan driver', () => {}); });
} else {
  await device.close();
  exportContract('wgsl', { code: () => 'index.js', spoil: (text) => text.replace('sum += table', 'sum -= table') });
}
