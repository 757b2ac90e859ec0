import type { Program } from '../../model/index.ts';

/** What every WebGPU device has: https://www.w3.org/TR/webgpu/#limits, table of supported limits. */
const promised = {
  maxComputeInvocationsPerWorkgroup: 256, maxComputeWorkgroupSizeX: 256, maxComputeWorkgroupSizeY: 256, maxComputeWorkgroupSizeZ: 64,
  maxComputeWorkgroupStorageSize: 16384, maxStorageBuffersPerShaderStage: 8,
};

type Limit = keyof typeof promised;

/** Features that the shader names. */
export function featuresOf({ text }: Program): string[] {
  return [...(/^enable f16;/m.test(text) ? ['shader-f16'] : []), ...(/^enable subgroups;/m.test(text) ? ['subgroups'] : [])];
}

/** What a launch needs of a device whatever its sizes: threads of a workgroup, bytes that they share, arrays with the output. */
export function limitsOf({ signature, launch }: Program): Readonly<Record<Limit, number>> {
  const [x, y, z] = launch!.block;
  return {
    maxComputeInvocationsPerWorkgroup: x * y * z, maxComputeWorkgroupSizeX: x, maxComputeWorkgroupSizeY: y, maxComputeWorkgroupSizeZ: z,
    maxComputeWorkgroupStorageSize: launch!.sharedBytes, maxStorageBuffersPerShaderStage: signature.parameters.filter(({ type }) => type.dims.length > 0).length + 1,
  };
}

/** What of that not every device has, in words. */
export function beyondPromised(program: Program): string[] {
  return (Object.entries(limitsOf(program)) as [Limit, number][]).filter(([limit, wanted]) => wanted > promised[limit])
    .map(([limit, wanted]) => `\`${limit}\` of ${wanted} (WebGPU promises ${promised[limit]})`);
}
