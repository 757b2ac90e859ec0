import { availableParallelism } from 'node:os';
import { bandwidthBySize, copyBandwidth, processorSafety } from './bandwidth.ts';
import { stampedTimes, stampWrites } from './stamps.ts';
import { type GpuDevice, usage } from './webgpu-types.ts';

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

async function readBandwidth(device: GpuDevice, bytes: number): Promise<number> {
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
  const times = await stampedTimes(device, 5, (querySet, count) => {
    for (let at = 0; at < count; at++) {
      const encoder = device.createCommandEncoder();
      const pass = encoder.beginComputePass(stampWrites(querySet, at));
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, group);
      pass.dispatchWorkgroups(groups);
      pass.end();
      device.queue.submit([encoder.finish()]);
    }
  });
  values.destroy();
  sums.destroy();
  return (16 * 256 * groups * turns) / Math.min(...times);
}

/** Reads are all that the GPU figure measures and all that a floor counts in the main; the rest is noise of the clock. */
const gpuSafety = 1.25;

/** Bandwidth by working set. Where the processor plays the GPU it is the processor's, all of its threads together. */
export function gpuBandwidth(device: GpuDevice, software: boolean): (workingSetBytes: number) => Promise<number> {
  return software
    ? bandwidthBySize(async (bytes) => availableParallelism() * (await copyBandwidth(bytes)), processorSafety)
    : bandwidthBySize((bytes) => readBandwidth(device, bytes), gpuSafety);
}
