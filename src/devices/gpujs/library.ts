import { createRequire } from 'node:module';
import { availableParallelism, cpus } from 'node:os';

/**
 * gpu.js as this room sees it: the public API, and the few internals that keep arguments resident. The internals are why
 * package.json pins the exact version; each is used in one place and described there.
 */
const require = createRequire(import.meta.url);

export type Mode = 'webgpu' | 'webasm' | 'cpu';

/** A flat array with its size, x first: gpu.js's `input(values, [width, height, depth])`. */
export type GpuInput = { readonly value: Float32Array | Int32Array; readonly size: number[] };

export interface Kernel {
  /** Builds for these arguments: parses, infers types, compiles. Asynchronous on webgpu only. */
  build(...args: unknown[]): void | Promise<void>;
  run(...args: unknown[]): unknown;
  destroy(): void;
  onRequestFallback: () => unknown;
  readonly fallbackReason: string | null;
  /** What gpu.js inferred that an element of the output is. */
  readonly returnType: string | null;
}

export interface Gpu {
  createKernel(source: string, settings: Record<string, unknown>): { kernel: Kernel };
  injectNative(source: string): void;
}

interface Library {
  readonly GPU: new (settings: { mode: Mode }) => Gpu;
  readonly input: (value: Float32Array | Int32Array, size: number[]) => GpuInput;
}

let loaded: Library | undefined;

/** Loaded on first use: parsing gpu.js takes tens of milliseconds that `evoke --help` need not pay. */
export function gpuLibrary(): Library {
  return (loaded ??= require('gpu.js') as Library);
}

/** A module inside gpu.js that its main file does not export. */
export function gpuInternal<T>(path: string): T {
  return require(`gpu.js/src/${path}`) as T;
}

export function versionOf(packageName: 'gpu.js'): string {
  const main = require.resolve(packageName);
  const root = main.slice(0, main.lastIndexOf(`node_modules/${packageName}/`) + `node_modules/${packageName}/`.length);
  return (require(`${root}package.json`) as { version: string }).version;
}

/** The processor's name, for devices that run on it. */
export function processorName(): string {
  return `${cpus()[0]?.model.trim() ?? process.arch} (1 of ${availableParallelism()} threads)`;
}
