import { performance } from 'node:perf_hooks';
import type { Program, SizeExpression } from '../../../model/index.ts';
import { isFailure, type Compiler } from './compiler.ts';

/**
 * Candidates that a compiler takes per second: variants of pooling with so many rows in flight and so many elements a
 * thread, as an evolution makes them, all different, none from a cache. `batch`: how many are handed over at once.
 */
export async function measureCompileRate(compiler: Compiler, { architecture = 'sm_90', programs = 256, batch = 128 } = {}): Promise<number> {
  const all = Array.from({ length: programs }, (_, at) => variant(at));
  await compiler.compileBatch([variant(programs)], { architecture }); // the first one reads the compiler from the disk
  const begun = performance.now();
  for (let first = 0; first < programs; first += batch) {
    const failed = (await compiler.compileBatch(all.slice(first, first + batch), { architecture })).find(isFailure);
    if (failed !== undefined) throw new Error(`a kernel of the bench does not compile: ${failed.detail}`);
  }
  return (1000 * programs) / (performance.now() - begun);
}

function variant(at: number): Program {
  const [flight, perThread] = [1 + (at % 8), 1 + ((at >> 3) % 4)];
  const turns = Array.from({ length: flight }, (_, turn) => `    const int row_${turn} = indices[j + ${turn}];`);
  const adds = Array.from({ length: flight * perThread }, (_, pair) => `    sum_${pair % perThread} += table[row_${Math.floor(pair / perThread)} * dim + x + ${pair % perThread}];`);
  const each = (line: (element: number) => string) => Array.from({ length: perThread }, (_, element) => line(element)).join('\n');
  const one: SizeExpression = { kind: 'number', value: 1 };
  return {
    target: 'cuda', sizes: {},
    text: `extern "C" __global__ void poolSum(const float* __restrict__ table, const int* __restrict__ indices, const int* __restrict__ offsets, float* __restrict__ output, int elements, int dim) {
  const int element = ${perThread} * (blockIdx.x * blockDim.x + threadIdx.x);
  if (element >= elements) {
    return;
  }
  const int bag = element / dim;
  const int x = element % dim;
${each((element) => `  float sum_${element} = 0.0f;`)}
  int j = offsets[bag];
  for (; j + ${flight} <= offsets[bag + 1] - ${at}; j += ${flight}) {
${[...turns, ...adds].join('\n')}
  }
  for (; j < offsets[bag + 1]; j += 1) {
    const int row = indices[j];
${each((element) => `    sum_${element} += table[row * dim + x + ${element}];`)}
  }
${each((element) => `  output[element + ${element}] = sum_${element};`)}
}
`,
    launch: { entry: 'poolSum', block: [64, 1, 1], grid: [one, one, one], uniforms: [], sharedBytes: 0, dynamicSharedBytes: 0, addresses: 32 },
    signature: { name: 'poolSum', description: '', parameters: [], roles: {}, returns: { scalar: 'f32', dims: [] }, statics: [] },
  };
}
