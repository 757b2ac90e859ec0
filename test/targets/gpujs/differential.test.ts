import { afterAll, describe, expect, it } from 'vitest';
import { isUnavailable, openDevice } from '../../../src/devices/index.ts';
import type { Device } from '../../../src/model/index.ts';
import { emitGpujs } from '../../../src/targets/gpujs/index.ts';
import { f32, i32 } from '../../devices/programs.ts';
import { elementwise } from '../kernels.ts';
import { a, b, count, probes, x } from '../probes.ts';

for (const mode of ['gpujs:cpu', 'gpujs:webasm', 'gpujs:webgpu']) {
  const device = await openDevice(mode);
  if (isUnavailable(device)) {
    describe(`${mode} (${device.reason}; ${device.remedy})`, () => { it.skip('needs a Vulkan driver', () => {}); });
    continue;
  }
  describe(mode, () => {
    afterAll(() => device.close());
    it.each(probes)('$name', async ({ body, expected, digits = 7 }) => {
      const values = await launch(device, body);
      x.forEach((v, at) => {
        const want = Math.fround(expected(v, a[at]!, b[at]!, at));
        const room = Math.max(1, Math.abs(want)) * 10 ** -digits * 5;
        expect(Math.abs(values[at]! - want) <= room, `element ${at}: ${values[at]} for ${want}`).toBe(true);
      });
    });
  });
}

async function launch(device: Device, body: string): Promise<Float32Array> {
  const emitted = emitGpujs(elementwise(body), {});
  if (!emitted.ok) throw new Error(emitted.detail);
  const executable = await device.compile(emitted.program);
  if ('failed' in executable) throw new Error(`${executable.detail}\n${emitted.program.text}`);
  await executable.bind({ x: f32([count], x), a: i32([count], a), b: i32([count], b) }, { count });
  const { values } = await executable.run();
  await executable.dispose();
  return values as Float32Array;
}
