import { adapterName, findDawn, instrument, type StampRecorder } from './dawn.ts';
import { gpuInternal } from './library.ts';
import { readBuffer } from './read-buffer.ts';
import { type GpuDevice, usage } from './webgpu-types.ts';

/**
 * The one GPU device of this process: gpu.js keeps a single device for all its WebGPU kernels, so everyone who opens
 * `gpujs:webgpu` shares it and the last one to close destroys it. Dawn keeps a process alive while `navigator.gpu`
 * is there, so closing takes that away too.
 */
export interface WebGpuContext {
  readonly device: GpuDevice;
  /** gpu.js's own object for the device; handles must carry it. */
  readonly gpuContext: unknown;
  readonly hardware: string;
  readonly driver: string;
  /** True where the processor plays the GPU. */
  readonly software: boolean;
  /** Runs `launch` so often, each with one compute pass, and gives the GPU time of each pass in nanoseconds. */
  stamped(launches: number, launch: () => Promise<void>): Promise<number[]>;
  close(): Promise<void>;
}

interface GpuJsContext {
  readonly WebGPUContext: {
    acquire(): Promise<{ readonly device: GpuDevice }>;
    destroy(): Promise<void>;
  };
}

/** A query set holds at most 4096 stamps, two a launch. */
const launchesPerQuerySet = 2048;

let users = 0;
let shared: Promise<WebGpuContext | { readonly reason: string }> | undefined;

export async function openWebGpuContext(): Promise<WebGpuContext | { readonly reason: string }> {
  const context = await (shared ??= create());
  if ('reason' in context) shared = undefined;
  else users += 1;
  return context;
}

async function create(): Promise<WebGpuContext | { readonly reason: string }> {
  const dawn = await findDawn();
  if ('reason' in dawn) return dawn;
  const recorder: StampRecorder = { querySet: null, next: 0 };
  const adapter = instrument(dawn.adapter, recorder);
  const scope = globalThis as { navigator?: object };
  scope.navigator ??= {};
  Object.defineProperty(scope.navigator, 'gpu', { value: { requestAdapter: async () => adapter }, configurable: true });
  const { WebGPUContext } = gpuInternal<GpuJsContext>('backend/web-gpu/context.js');
  const gpuContext = await WebGPUContext.acquire();
  const { device } = gpuContext;
  return {
    device,
    gpuContext,
    hardware: adapterName(adapter),
    driver: adapter.info.description,
    software: adapter.info.isFallbackAdapter === true,
    stamped: (launches, launch) => stamped(device, recorder, launches, launch),
    async close() {
      users -= 1;
      if (users > 0) return;
      shared = undefined;
      await WebGPUContext.destroy();
      delete (scope.navigator as { gpu?: unknown }).gpu;
      keepAlive(dawn.gpu);
    },
  };
}

/** Dawn's root object must outlive the device's last callbacks; a timer that does not hold the process keeps it. */
function keepAlive(gpu: unknown): void {
  setTimeout(() => gpu, 100).unref();
}

async function stamped(device: GpuDevice, recorder: StampRecorder, launches: number, launch: () => Promise<void>): Promise<number[]> {
  const times: number[] = [];
  while (times.length < launches) {
    const batch = Math.min(launches - times.length, launchesPerQuerySet);
    const querySet = device.createQuerySet({ type: 'timestamp', count: 2 * batch });
    Object.assign(recorder, { querySet, next: 0 });
    try {
      for (let count = 0; count < batch; count++) await launch();
    } finally {
      recorder.querySet = null;
    }
    const bytes = 16 * batch;
    const resolved = device.createBuffer({ size: bytes, usage: usage.queryResolve | usage.copySource });
    const encoder = device.createCommandEncoder();
    encoder.resolveQuerySet(querySet, 0, 2 * batch, resolved, 0);
    device.queue.submit([encoder.finish()]);
    const stamps = new BigUint64Array(await readBuffer(device, resolved, bytes));
    for (let at = 0; at < stamps.length; at += 2) times.push(Math.max(1, Number(stamps[at + 1]! - stamps[at]!)));
    resolved.destroy();
    querySet.destroy();
  }
  return times;
}
