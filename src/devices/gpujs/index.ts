import type { Device, DeviceInfo, Program, Unavailable } from '../../model/index.ts';
import { bandwidthBySize, copyBandwidth, processorSafety } from '../support/bandwidth.ts';
import { dawnVersion, withoutDawn } from '../support/dawn.ts';
import { gpuBandwidth } from '../support/gpu-bandwidth.ts';
import { exactIntegers } from './arguments.ts';
import { cpuKernel } from './cpu.ts';
import { gpuExecutable, type ModeKernel } from './executable.ts';
import { type Mode, processorName, versionOf } from './library.ts';
import { webasmKernel } from './webasm.ts';
import { openWebGpuContext } from './webgpu-context.ts';
import { webgpuKernel } from './webgpu.ts';

/**
 * gpu.js as a device, once for each of its modes. All take the same text (target `gpujs`); they differ in where
 * arguments live and in the clock: GPU time stamps on webgpu, this process's clock on webasm and cpu.
 */
export async function openGpujs(mode: Mode): Promise<Device | Unavailable> {
  if (mode === 'webgpu') return openOnGpu();
  const bandwidth = bandwidthBySize(copyBandwidth, processorSafety);
  return device(
    infoOf(mode, processorName(), `node ${process.version}, single-threaded${mode === 'webasm' ? ', SIMD' : ''}`),
    mode === 'webasm' ? webasmKernel : cpuKernel,
    bandwidth,
    async () => {},
  );
}

async function openOnGpu(): Promise<Device | Unavailable> {
  const context = await openWebGpuContext();
  if ('reason' in context) return withoutDawn('gpujs:webgpu', context.reason);
  return device(
    infoOf('webgpu', context.hardware, `webgpu ${dawnVersion()}, ${context.driver}`),
    (program) => webgpuKernel(context, program),
    gpuBandwidth(context.device, context.software),
    () => context.close(),
  );
}

function infoOf(mode: Mode, hardware: string, toolchain: string): DeviceInfo {
  return {
    name: `gpujs:${mode}`, unit: 'ns', estimate: false, target: 'gpujs', capabilities: [], exactIntegers, hardware,
    toolchain: `gpu.js ${versionOf('gpu.js')} ${mode}, ${toolchain}`,
  };
}

function device(
  info: DeviceInfo, makeKernel: (program: Program) => ModeKernel,
  bandwidth: (workingSetBytes: number) => Promise<number>, close: () => Promise<void>,
): Device {
  let open = true;
  return {
    info,
    compile: (program) => gpuExecutable(program, () => makeKernel(program)),
    bandwidth,
    async close() {
      if (open) await close();
      open = false;
    },
  };
}
