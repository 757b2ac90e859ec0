import type { DeviceFailure, KernelResources, Program } from '../../../model/index.ts';

/** One program for one kind of card. */
export interface Compiled {
  /** What the driver loads (a cubin); kernels that were compiled together share one. */
  readonly image: Uint8Array;
  /** The kernel's name in the image. */
  readonly entry: string;
  readonly resources: KernelResources;
}

/** `sm_90` and its kin. */
export interface CompileTarget {
  readonly architecture: string;
}

/**
 * What became of a program that was not compiled. `passing`: it may not be the program's fault (a compiler that was killed,
 * a disk that is full), so it is not kept for another time; nor is what took too long, perhaps on a busy machine.
 */
export type Refused = DeviceFailure & { readonly passing?: true };

/** What makes a cubin of CUDA C++: NVRTC, nvcc, or what a test puts in their place. */
export interface Compiler {
  /** `nvcc 13.0.88`: part of the key under which results are kept. */
  readonly version: string;
  /** The CUDA whose drivers load what it makes, as 13.0. */
  readonly cuda: string;
  /** All programs, each with its result at its place; one that does not compile costs no other its result. */
  compileBatch(programs: readonly Program[], target: CompileTarget): Promise<(Compiled | Refused)[]>;
}

/** A small kernel takes milliseconds; what takes a minute (Helion's limit) has unrolled without end. */
export const compileLimitMs = 60_000;

/** Options that nvcc and NVRTC share. Contraction to fused multiply-add is on, as the language allows; fast approximate division and roots are not. */
export const sharedOptions: readonly string[] = ['-std=c++17', '-w'];

export function isFailure(result: Compiled | Refused): result is Refused {
  return 'failed' in result;
}
