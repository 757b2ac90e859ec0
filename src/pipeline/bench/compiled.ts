import { check } from '../../dialect/index.ts';
import type { Device, Executable, Kernel, Program, Sizes } from '../../model/index.ts';
import { isProgram, lower } from '../6-lower.ts';
import { staticSizes } from '../7-verify.ts';

/** A kernel compiled for the sizes of a launch, or in words why the device does not take it. */
export async function compiledFor(device: Device, kernel: Kernel, sizes: Sizes): Promise<Executable | string> {
  const program = programFor(device, kernel, sizes);
  if (typeof program === 'string') return program;
  const executable = await device.compile(program);
  return 'failed' in executable ? `${executable.failed}: ${executable.detail}` : executable;
}

/** Where compilers take many kernels in one text, has them do so: one by one, their start-up is most of a bench's time. */
export async function compileAhead(device: Device, kernels: readonly Kernel[], sizes: Sizes): Promise<void> {
  if (device.info.target !== 'cuda') return;
  const programs = kernels.map((kernel) => programFor(device, kernel, sizes)).filter((program) => typeof program !== 'string');
  const { prepareCuda } = await import('../../devices/cuda/index.ts');
  await prepareCuda(programs);
}

function programFor(device: Device, kernel: Kernel, sizes: Sizes): Program | string {
  const checked = check(kernel, device.info.capabilities);
  if (!checked.ok) return checked.detail;
  const program = lower(checked.typed, device.info, staticSizes(kernel.signature.statics, sizes));
  return isProgram(program) ? program : 'detail' in program ? program.detail : program.kind;
}
