import type { LaunchPlan, Program, SizeExpression, Uniform } from '../../../src/model/index.ts';
import * as texts from '../programs.ts';

/** The contract's kernels as CUDA C++, written by hand: arrays, output, then the uniforms. */

export const number = (value: number): SizeExpression => ({ kind: 'number', value });
export const symbol = (name: string): SizeExpression => ({ kind: 'symbol', name });
export const times = (left: SizeExpression, right: SizeExpression): SizeExpression => ({ kind: 'operation', operator: '*', left, right });
export const over = (left: SizeExpression, right: SizeExpression): SizeExpression => ({ kind: 'operation', operator: '/', left, right });
export const ceil = (of: SizeExpression): SizeExpression => ({ kind: 'function', name: 'ceil', arguments: [of] });
export const sizeUniform = (value: SizeExpression): Uniform => ({ kind: 'size', value });

export function planOf(entry: string, threads: number, elements: SizeExpression, uniforms: readonly Uniform[], more: Partial<LaunchPlan> = {}): LaunchPlan {
  return {
    entry, block: [threads, 1, 1], grid: [ceil(over(elements, number(threads))), number(1), number(1)], uniforms,
    sharedBytes: 0, dynamicSharedBytes: 0, addresses: 32, ...more,
  };
}

function cuda(original: Program, text: string, launch: LaunchPlan): Program {
  return { ...original, target: 'cuda', text, launch };
}

export const gather = cuda(texts.gather, `extern "C" __global__ void gather(const float* __restrict__ table, const int* __restrict__ indices, float* __restrict__ output, int elements, int dim) {
  const int element = blockIdx.x * blockDim.x + threadIdx.x;
  if (element >= elements) {
    return;
  }
  output[element] = table[indices[element / dim] * dim + element % dim];
}
`, planOf('gather', 64, times(symbol('lookups'), symbol('dim')), [sizeUniform(times(symbol('lookups'), symbol('dim'))), sizeUniform(symbol('dim'))]));

export const poolSum = cuda(texts.poolSum, `extern "C" __global__ void poolSum(const float* __restrict__ table, const int* __restrict__ indices, const int* __restrict__ offsets, float* __restrict__ output, int elements, int dim) {
  const int element = blockIdx.x * blockDim.x + threadIdx.x;
  if (element >= elements) {
    return;
  }
  const int bag = element / dim;
  float sum = 0.0f;
  for (int j = offsets[bag]; j < offsets[bag + 1]; j += 1) {
    sum += table[indices[j] * dim + element % dim];
  }
  output[element] = sum;
}
`, planOf('poolSum', 64, times(symbol('bags'), symbol('dim')), [sizeUniform(times(symbol('bags'), symbol('dim'))), sizeUniform(symbol('dim'))]));

export const mixture = cuda(texts.mixture, `__device__ __forceinline__ float tamed(float cell) {
  return cell < 0.0f ? fmaxf(cell, -2.0f) : sqrtf(cell);
}

extern "C" __global__ void mixture(const float* __restrict__ grid, float* __restrict__ output, int outputs, int height, int width, int n) {
  const int element = blockIdx.x * blockDim.x + threadIdx.x;
  if (element >= outputs) {
    return;
  }
  float total = 0.0f;
  for (int i = 0; i < height; i += 1) {
    for (int j = 0; j < n; j += 1) {
      total += tamed(grid[i * width + j]);
    }
  }
  output[element] = total + element;
}
`, planOf('mixture', 32, symbol('outputs'), [
  sizeUniform(symbol('outputs')), sizeUniform(symbol('height')), sizeUniform(symbol('width')), { kind: 'argument', parameter: 'n' },
]));

export const forgetful = cuda(texts.forgetful, `extern "C" __global__ void forgetful(const float* values, float* output) {
  if (blockIdx.x == 0 && threadIdx.x < 1) {
    output[0] = values[0];
  }
}
`, planOf('forgetful', 32, symbol('count'), []));

/** A kernel over `values f32[count]` to `f32[count]`, one element a thread, with what a test wants of its body. */
export function perElement(entry: string, body: string, more: Partial<LaunchPlan> = {}, head = ''): Program {
  return cuda(texts.forgetful, `${head}extern "C" __global__ void ${entry}(const float* __restrict__ values, float* __restrict__ output, int count) {
  const int at = blockIdx.x * blockDim.x + threadIdx.x;
${body}
}
`, planOf(entry, 64, symbol('count'), [sizeUniform(symbol('count'))], more));
}
