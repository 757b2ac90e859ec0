import { check } from '../../dialect/index.ts';
import type { Device, Executable, Kernel, Sizes } from '../../model/index.ts';
import { isProgram, lower } from '../6-lower.ts';
import { staticSizes } from '../7-verify.ts';

/** A kernel compiled for the sizes of a launch, or in words why the device does not take it. */
export async function compiledFor(device: Device, kernel: Kernel, sizes: Sizes): Promise<Executable | string> {
  const checked = check(kernel, device.info.capabilities);
  if (!checked.ok) return checked.detail;
  const program = lower(checked.typed, device.info, staticSizes(kernel.signature.statics, sizes));
  if (!isProgram(program)) return 'detail' in program ? program.detail : program.kind;
  const executable = await device.compile(program);
  return 'failed' in executable ? `${executable.failed}: ${executable.detail}` : executable;
}
