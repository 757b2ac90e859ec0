import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { isUnavailable, openDevice } from '../../../src/devices/index.ts';
import { exportKernel } from '../../../src/exports/index.ts';
import { runCommand } from '../../../src/exports/run-command.ts';
import { shipped, temporaryFolder } from '../requests.ts';

const inMode = (folder: string, mode: string) => runCommand({
  command: process.execPath, arguments: ['self-check.js', '--mode', mode], environment: { EVOKE_GPUJS: createRequire(import.meta.url).resolve('gpu.js') },
}, folder);

const launches = [
  ['gather', { dim: 3 }],
  ['pool-sum', { dim: 5 }],
  ['interact-dot', { dim: 4, fields: 3 }],
] as const;

describe('an export in mode webasm', () => {
  it.each(launches)('checks %s itself', async (name, fixed) => {
    const { folder } = await exportKernel(shipped(name, fixed, join(temporaryFolder(), 'package')));
    const { ok, output } = await inMode(folder, 'webasm');
    expect(output).toMatch(/(\d+) of \1 cases are right in mode webasm$/);
    expect(ok).toBe(true);
  });

  it('names the modes there are', async () => {
    const { folder } = await exportKernel(shipped('gather', { dim: 2 }, join(temporaryFolder(), 'package')));
    expect(await inMode(folder, 'webgl')).toEqual({ ok: false, complete: false, output: "got '--mode webgl'; allowed: --mode cpu, --mode webasm, --mode webgpu" });
  });
});

// opening the device finds the Vulkan driver and leaves its name in the environment, which the self-check inherits
const device = await openDevice('gpujs:webgpu');
if (isUnavailable(device)) {
  describe(`an export in mode webgpu (${device.reason}; ${device.remedy})`, () => { it.skip('needs a Vulkan driver', () => {}); });
} else {
  await device.close();
  describe('an export in mode webgpu', () => {
    it.each(launches)('checks %s itself', async (name, fixed) => {
      const { folder } = await exportKernel(shipped(name, fixed, join(temporaryFolder(), 'package')));
      const { ok, output } = await inMode(folder, 'webgpu');
      expect(output).toMatch(/(\d+) of \1 cases are right in mode webgpu$/);
      expect(ok).toBe(true);
    });

    it('takes a table that is on the GPU, call after call', async () => {
      const { folder } = await exportKernel(shipped('pool-sum', { dim: 2 }, join(temporaryFolder(), 'package')));
      const script = fileURLToPath(new URL('fixtures/resident-table.mjs', import.meta.url));
      const { ok, output } = await runCommand({ command: process.execPath, arguments: [script, folder], environment: {} }, folder);
      expect(ok, output).toBe(true);
      expect(JSON.parse(output)).toEqual([
        [101, 202], [10, 20, 0, 0, 11, 22], [5, 6], [100, 200],
        'RangeError: table is on the GPU with the output size [3, 2]; its shape [rows][2] is [2, 3] there, x first',
      ]);
    });
  });
}
