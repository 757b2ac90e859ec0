import type { Arguments, ArrayData } from './arrays.ts';
import type { Capability } from './capability.ts';
import type { TimeUnit } from './measurement.ts';
import type { Signature, SizeExpression, Sizes } from './types.ts';

/** A 32-bit value that a launch is given beside its arrays: a size, worked out on the host, or a scalar argument. */
export type Uniform =
  | { readonly kind: 'size'; readonly value: SizeExpression }
  | { readonly kind: 'argument'; readonly parameter: string };

/** Extents along x, y, z. */
export type Extents<Extent> = readonly [x: Extent, y: Extent, z: Extent];

/**
 * How text for a GPU wants to be launched. Arguments in this order: the arrays as the signature lists them, the output,
 * then the uniforms (in WGSL one buffer at binding 0, in CUDA 32-bit arguments by value).
 */
export interface LaunchPlan {
  /** The entry's name in the text. */
  readonly entry: string;
  /** Threads of a block (WebGPU: workgroup). */
  readonly block: Extents<number>;
  /** Blocks of the launch; worked out from the sizes on the host. */
  readonly grid: Extents<SizeExpression>;
  /** In the order in which the text declares them. */
  readonly uniforms: readonly Uniform[];
  /** Shared memory of a block that the text declares, in bytes. */
  readonly sharedBytes: number;
  /** CUDA: shared memory that the launch must ask for since it is more than a text may declare (48 KiB); else 0. */
  readonly dynamicSharedBytes: number;
  /** Width of the arithmetic on places in arrays: with 32 no array of a launch may have more than 2^31 − 1 elements. */
  readonly addresses: 32 | 64;
}

/** Text for one device, with what is needed to launch it: a plain serialisable value. */
export interface Program {
  /** Which emitter made the text: `gpujs`, `wgsl`, `cuda`, or `dialect` for devices that interpret. */
  readonly target: string;
  readonly text: string;
  readonly signature: Signature;
  /** Sizes compiled into the text: at least the static symbols. */
  readonly sizes: Sizes;
  /** Only where the target has one: `wgsl`, `cuda`. */
  readonly launch?: LaunchPlan;
}

/** What a block may have at most on a device. */
export interface DeviceLimits {
  readonly threadsPerBlock: number;
  /** Shared memory of a block, bytes. */
  readonly sharedBytesPerBlock: number;
}

export interface DeviceInfo {
  /** As on the command line: `gpujs:webasm`. */
  readonly name: string;
  readonly unit: TimeUnit;
  /** True where figures are modelled, not measured. */
  readonly estimate: boolean;
  /** The target whose text it takes. */
  readonly target: string;
  readonly capabilities: readonly Capability[];
  /** Largest magnitude at which every integer is exact on the device; gpu.js keeps all values in f32: 2^24. */
  readonly exactIntegers: number;
  /** What a block may have at most; absent where the device knows no blocks. */
  readonly limits?: DeviceLimits;
  /** What runs the kernel: adapter or processor name. */
  readonly hardware: string;
  /** Versions that a cached outcome depends on. */
  readonly toolchain: string;
}

/** Failure of a device that is the candidate's doing; the caller makes it an Outcome. Anything else thrown is a bug. */
export type DeviceFailure =
  | { readonly failed: 'unsupported' | 'compile-error' | 'out-of-memory' | 'crashed'; readonly detail: string }
  /** Stopped after so many milliseconds at a stage that the device could stop by itself. */
  | { readonly failed: 'timeout'; readonly stage: string; readonly limitMs: number; readonly detail: string };

/** What a compiler says that a kernel takes of a card. */
export interface KernelResources {
  /** Of a thread. */
  readonly registers: number;
  /** Stored to and loaded from memory for want of registers, bytes of a thread. */
  readonly spillBytes: number;
  readonly stackBytes: number;
  /** Shared memory of a block that the text declares, bytes. */
  readonly sharedBytes: number;
}

/** `cold`: the card's caches hold nothing of the launch when it begins. `warm`: what the launch before left. */
export type CacheState = 'cold' | 'warm';

/** What the instruments showed while the card was timed, so far. */
export interface Observations {
  readonly batches: number;
  /** Thrown away and taken again. */
  readonly discarded: number;
  /** Taken although the card was slowed down, as it did not recover; a figure that rests on them is to be doubted. */
  readonly slowed: number;
  /** Why, each reason once. */
  readonly reasons: readonly string[];
  /** MHz, after a batch; null where nothing was told. */
  readonly clock: { readonly least: number; readonly most: number } | null;
  /** Degrees Celsius, the most. */
  readonly temperature: number | null;
  /** Watts, the most. */
  readonly power: number | null;
}

/** A compiled kernel bound to nothing yet. */
export interface Executable {
  /** Where the compiler tells. */
  readonly resources?: KernelResources;
  /**
   * Uploads arguments once; they stay resident until disposed or rebound. A device may keep an array for longer and knows it
   * by its identity, so whoever changes one in place hands in another. `placement`, 0 where absent: arrays that are bound
   * under another number lie elsewhere in memory, where the device can see to that.
   */
  bind(inputs: Arguments, sizes: Sizes, options?: { readonly placement?: number }): Promise<void>;
  /** One launch with the bound arguments; output poisoned with NaN before, so an unwritten element shows. */
  run(): Promise<ArrayData>;
  /**
   * `launches` timed launches one after another, each one's time in the device's unit; output stays on the device. Which
   * state of the caches they find is the device's to say, unless it lets the caller choose.
   */
  time(launches: number, options?: { readonly cache?: CacheState }): Promise<number[]>;
  /**
   * Where the output stays on the device: the output as the last launch left it, timed or not. `time` poisons it before its
   * first launch, and where the caches are to be cold before its last.
   */
  lastOutput?(): Promise<ArrayData>;
  /**
   * Where kernels work on copies of the inputs and the device itself sees to it that these stay as they were: `run` fails
   * where a launch changed one, and the caller's own arrays need no look.
   */
  readonly guardsInputs?: true;
  /** With `guardsInputs`: throws the failure of a kernel that has written anything but its output since it was bound. For after `time`. */
  audit?(): Promise<void>;
  /** Where the card measures it: millijoules that a launch takes, over so many launches at least, warm. */
  energy?(launches: number): Promise<number>;
  dispose(): Promise<void>;
}

export interface Device {
  readonly info: DeviceInfo;
  compile(program: Program): Promise<Executable | DeviceFailure>;
  /** Bytes per unit of time that this device moves at best for a working set of that many bytes; the physical floor. */
  bandwidth(workingSetBytes: number): Promise<number>;
  /** Bytes per unit of time at which rows of so many bytes come from random places of a table far larger than any cache. */
  randomRowBandwidth?(rowBytes: number): Promise<number>;
  /** What the card's instruments showed while launches were timed; absent where there are none. */
  observations?(): Observations;
  /** Why the device is of no more use to this process, which must be replaced then; null while it is well. */
  unusable?(): string | null;
  close(): Promise<void>;
}

/** A device that is not here: why, and what would bring it. */
export interface Unavailable {
  readonly name: string;
  readonly reason: string;
  readonly remedy: string;
}
