import { check, parseKernel, type TypedKernel } from '../../../src/dialect/index.ts';
import type { Program, Sizes } from '../../../src/model/index.ts';
import { type CudaOptions, emitCuda } from '../../../src/targets/cuda/index.ts';

/** A typed kernel as CUDA C++; what the emitter refuses is an error here. */
export function cudaOf(typed: TypedKernel, sizes: Sizes = {}, options: CudaOptions = {}): Program {
  const emitted = emitCuda(typed, sizes, options);
  if (!emitted.ok) throw new Error(emitted.detail);
  return emitted.program;
}

export function typedOf(text: string): TypedKernel {
  const checked = check(parseKernel(text, 'kernel.js').kernel, 'any');
  if (!checked.ok) throw new Error(`${checked.rule}: ${checked.detail}\n${text}`);
  return checked.typed;
}

/** A whole kernel file as CUDA C++. */
export function cudaOfText(text: string, sizes: Sizes = {}): Program {
  return cudaOf(typedOf(text), sizes);
}
