import type { Program, SizeExpression } from '../../model/index.ts';
import type { Card, Missing } from './card.ts';
import { compileBatch, type Compiler, isFailure } from './compile/index.ts';

/** Whether a driver takes what a compiler makes, and a compiler knows the card. Null where they go together. */
export async function unusableTogether(card: Card, compiler: Compiler, cache: string): Promise<Missing | null> {
  // Within one major version a driver takes what any toolkit made: https://docs.nvidia.com/deploy/cuda-compatibility/
  const [known, wanted] = [card.driverVersion, compiler.cuda].map((version) => Number.parseInt(version, 10));
  if (known! < wanted!) {
    return {
      reason: `the NVIDIA driver is older than the toolkit: it knows CUDA ${card.driverVersion}, and ${compiler.version} compiles for CUDA ${compiler.cuda}`,
      remedy: `install a newer driver, or name the folder of a toolkit up to CUDA ${card.driverVersion} in CUDA_HOME`,
    };
  }
  const tried = (await compileBatch([nothing], { compiler, cache, architecture: card.architecture }))[0]!;
  if (!isFailure(tried)) return null;
  return {
    reason: `${compiler.version} does not compile for ${card.name} (${card.architecture}): ${tried.detail.split('\n').slice(0, 3).join(' ')}`,
    remedy: 'see that the toolkit is whole and knows this card; name another one\'s folder in CUDA_HOME',
  };
}

const one: SizeExpression = { kind: 'number', value: 1 };
const nothing: Program = {
  target: 'cuda', sizes: {}, text: 'extern "C" __global__ void nothing(float* output) {\n  output[0] = 0.0f;\n}\n',
  launch: { entry: 'nothing', block: [1, 1, 1], grid: [one, one, one], uniforms: [], sharedBytes: 0, dynamicSharedBytes: 0, addresses: 32 },
  signature: { name: 'nothing', description: '', parameters: [], roles: {}, returns: { scalar: 'f32', dims: [one] }, statics: [] },
};
