import type { DeviceFailure, LaunchPlan, Program } from '../../model/index.ts';
import { failureOf } from '../failure.ts';
import { messageOf } from '../../util/errors.ts';
import type { GpuLimits } from '../support/webgpu-types.ts';
import type { Context } from './context.ts';

/** A compiled shader and the layout of what it is bound to. */
export interface Pipeline {
  readonly pipeline: unknown;
  readonly layout: unknown;
}

/** Dawn prints its warnings past us, and mutants are full of code behind a return. On the first line, so that no line moves. */
const quiet = 'diagnostic(off, chromium.unreachable_code); ';
const compute = 0x4; // GPUShaderStage.COMPUTE

/** WGSL → pipeline. What the compiler refuses is a value with its log; lines are those of the program's text. */
export async function compiled(context: Context, program: Program): Promise<Pipeline | DeviceFailure> {
  const { device } = context;
  const gone = context.lost();
  if (gone !== null) return gone;
  const arrays = program.signature.parameters.filter(({ type }) => type.dims.length > 0).length + 1;
  const most = device.limits.maxStorageBuffersPerShaderStage;
  if (arrays > most) return { failed: 'unsupported', detail: `${program.signature.name} has ${arrays} arrays, its output included; this GPU binds at most ${most}` };
  const large = beyond(program.signature.name, program.launch!, device.limits);
  if (large !== undefined) return { failed: 'unsupported', detail: large };
  try {
    device.pushErrorScope('validation');
    const module = device.createShaderModule({ code: quiet + program.text });
    const invalid = device.popErrorScope();
    const { messages } = await context.alive(module.getCompilationInfo());
    const errors = messages.filter(({ type }) => type === 'error');
    const said = await context.alive(invalid);
    if (errors.length > 0) {
      return { failed: 'compile-error', detail: errors.map(({ lineNum, linePos, message }) => `${lineNum}:${linePos - (lineNum === 1 ? quiet.length : 0)} ${message}`).join('\n') };
    }
    if (said !== null) return { failed: 'compile-error', detail: said.message };
    const entry = (binding: number, type: string) => ({ binding, visibility: compute, buffer: { type } });
    const layout = device.createBindGroupLayout({
      entries: [
        entry(0, 'uniform'),
        ...Array.from({ length: arrays }, (_, at) => entry(at + 1, at === arrays - 1 ? 'storage' : 'read-only-storage')),
      ],
    });
    const pipeline = await context.alive(device.createComputePipelineAsync({
      layout: device.createPipelineLayout({ bindGroupLayouts: [layout] }), compute: { module },
    }));
    return { pipeline, layout };
  } catch (thrown) {
    const failure = failureOf(thrown);
    if (failure !== null) return failure;
    if (!isPipelineError(thrown)) throw thrown;
    return { failed: 'compile-error', detail: messageOf(thrown) };
  }
}

/** What of a block is more than this GPU has, in numbers. */
function beyond(kernel: string, { block, sharedBytes }: LaunchPlan, limits: GpuLimits): string | undefined {
  const [x, y, z] = block;
  const threads = x * y * z;
  const { maxComputeInvocationsPerWorkgroup: most, maxComputeWorkgroupSizeX, maxComputeWorkgroupSizeY, maxComputeWorkgroupSizeZ } = limits;
  if (threads > most) return `a block of ${kernel} has ${x} × ${y} × ${z} = ${threads} threads; this GPU allows ${most}`;
  const along = [maxComputeWorkgroupSizeX, maxComputeWorkgroupSizeY, maxComputeWorkgroupSizeZ];
  const axis = block.findIndex((extent, at) => extent > along[at]!);
  if (axis >= 0) return `a block of ${kernel} has ${block[axis]} threads along ${'xyz'[axis]}; this GPU allows ${along[axis]}`;
  const bytes = limits.maxComputeWorkgroupStorageSize;
  return sharedBytes > bytes ? `a block of ${kernel} shares ${sharedBytes} bytes; this GPU has ${bytes} for it` : undefined;
}

function isPipelineError(thrown: unknown): boolean {
  return typeof thrown === 'object' && thrown !== null && (thrown as { name?: unknown }).name === 'GPUPipelineError';
}
