import { availableParallelism } from 'node:os';
import type { Device, DeviceInfo, Program, Unavailable } from '../../model/index.ts';
import { exactIntegers } from './arguments.ts';
import { bandwidthBySize, copyBandwidth } from './bandwidth.ts';
import { cpuKernel } from './cpu.ts';
import { gpuExecutable, type ModeKernel } from './executable.ts';
import { readBandwidth } from './gpu-bandwidth.ts';
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

/** What a copy may miss of the processor's best: it writes half of what it moves, and reading alone is quicker. */
const processorSafety = 2;
/** Reads are all that the GPU figure measures and all that a floor counts in the main; the rest is noise of the clock. */
const gpuSafety = 1.25;

async function openOnGpu(): Promise<Device | Unavailable> {
  const context = await openWebGpuContext();
  if ('reason' in context) {
    return {
      name: 'gpujs:webgpu',
      reason: context.reason,
      remedy: 'install a Vulkan driver; the software one comes with: apt-get install -y chromium libvulkan1',
    };
  }
  return device(
    infoOf('webgpu', context.hardware, `webgpu ${versionOf('webgpu')}, ${context.driver}`),
    (program) => webgpuKernel(context, program),
    context.software
      ? bandwidthBySize(async (bytes) => availableParallelism() * (await copyBandwidth(bytes)), processorSafety)
      : bandwidthBySize((bytes) => readBandwidth(context, bytes), gpuSafety),
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
