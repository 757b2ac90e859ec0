import { printKernel, type TypedKernel } from '../dialect/index.ts';
import type { DeviceInfo, Outcome, Program, Sizes } from '../model/index.ts';
import { emitCuda } from '../targets/cuda/index.ts';
import { emitGpujs } from '../targets/gpujs/index.ts';
import { emitWgsl } from '../targets/wgsl/index.ts';

/** Stage 6, first half: typed tree → text for the device. Compiling it is the device's, in the child process. */
export function lower(typed: TypedKernel, device: Pick<DeviceInfo, 'target' | 'limits'>, fixed: Sizes): Program | Outcome {
  if (device.target === 'dialect') {
    return { target: 'dialect', text: printKernel(typed.kernel), signature: typed.kernel.signature, sizes: fixed };
  }
  const emitted = device.target === 'cuda' ? emitCuda(typed, fixed, device.limits === undefined ? {} : { limits: device.limits })
    : device.target === 'wgsl' ? emitWgsl(typed, fixed) : emitGpujs(typed, fixed);
  return emitted.ok ? emitted.program : { kind: 'unsupported', detail: emitted.detail };
}

export function isProgram(lowered: Program | Outcome): lowered is Program {
  return 'target' in lowered;
}
