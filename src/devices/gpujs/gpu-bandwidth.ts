import type { WebGpuContext } from './webgpu-context.ts';
import { usage } from './webgpu-types.ts';

/**
 * Bytes per nanosecond that the GPU reads at best from a working set: every thread adds up 16-byte values, neighbours
 * reading neighbours, over and over the same buffer, several times; the best time counts. Each pass over the set starts
 * elsewhere, so that no compiler can read once and reuse.
 */
const shader = /* wgsl */ `
@group(0) @binding(0) var<storage, read> values : array<vec4<f32>>;
@group(0) @binding(1) var<storage, read_write> sums : array<f32>;
override mask : u32;
override turns : u32;
@compute @workgroup_size(256)
fn main(@builtin(global_invocation_id) id : vec3<u32>, @builtin(num_workgroups) groups : vec3<u32>) {
  var sum = vec4<f32>(0.0);
  let stride = groups.x * 256u;
  for (var turn = 0u; turn < turns; turn++) {
    sum += values[(id.x + turn * stride + turn / 7u) & mask];
  }
  if (sum.x + sum.y + sum.z + sum.w == 1.0) { sums[0] = 1.0; }
}`;

export async function readBandwidth(context: WebGpuContext, bytes: number): Promise<number> {
  const { device } = context;
  const values = device.createBuffer({ size: bytes, usage: usage.storage | usage.copyDestination });
  const sums = device.createBuffer({ size: 4, usage: usage.storage | usage.copyDestination });
  const groups = 2048;
  const total = Math.max(2 * bytes, 2 ** 30);
  const turns = Math.max(1, Math.ceil(total / (16 * 256 * groups)));
  const pipeline = device.createComputePipeline({
    layout: 'auto',
    compute: { module: device.createShaderModule({ code: shader }), entryPoint: 'main', constants: { mask: bytes / 16 - 1, turns } },
  });
  const group = device.createBindGroup({
    layout: pipeline.getBindGroupLayout(0),
    entries: [values, sums].map((buffer, binding) => ({ binding, resource: { buffer } })),
  });
  const times = await context.stamped(5, async () => {
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, group);
    pass.dispatchWorkgroups(groups);
    pass.end();
    device.queue.submit([encoder.finish()]);
  });
  values.destroy();
  sums.destroy();
  return (16 * 256 * groups * turns) / Math.min(...times);
}
