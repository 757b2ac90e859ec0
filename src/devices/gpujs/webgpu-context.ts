import { adapterName, findDawn, isSoftware, outliveCallbacks } from '../support/dawn.ts';
import { stampedTimes } from '../support/stamps.ts';
import type { GpuDevice } from '../support/webgpu-types.ts';
import { instrument, type StampRecorder } from './dawn.ts';
import { gpuInternal } from './library.ts';

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
    software: isSoftware(adapter),
    stamped: (launches, launch) => stamped(device, recorder, launches, launch),
    async close() {
      users -= 1;
      if (users > 0) return;
      shared = undefined;
      await WebGPUContext.destroy();
      delete (scope.navigator as { gpu?: unknown }).gpu;
      outliveCallbacks(dawn.gpu);
    },
  };
}

async function stamped(device: GpuDevice, recorder: StampRecorder, launches: number, launch: () => Promise<void>): Promise<number[]> {
  return stampedTimes(device, launches, async (querySet, count) => {
    Object.assign(recorder, { querySet, next: 0 });
    try {
      for (let at = 0; at < count; at++) await launch();
    } finally {
      recorder.querySet = null;
    }
  });
}
