import type { Card, Missing } from './card.ts';
import { compileBatch, type Compiled, type Compiler, isFailure } from './compile/index.ts';
import { sweeper } from './flush.ts';

/** Whether a driver takes what a compiler makes, and a compiler knows the card: the sweeper of the cache, or why not. */
export async function triedTogether(card: Card, compiler: Compiler, cache: string): Promise<Compiled | Missing> {
  // Within one major version a driver takes what any toolkit made: https://docs.nvidia.com/deploy/cuda-compatibility/
  const [known, wanted] = [card.driverVersion, compiler.cuda].map((version) => Number.parseInt(version, 10));
  if (known! < wanted!) {
    return {
      reason: `the NVIDIA driver is older than the toolkit: it knows CUDA ${card.driverVersion}, and ${compiler.version} compiles for CUDA ${compiler.cuda}`,
      remedy: `install a newer driver, or name the folder of a toolkit up to CUDA ${card.driverVersion} in CUDA_HOME`,
    };
  }
  const tried = (await compileBatch([sweeper], { compiler, cache, architecture: card.architecture }))[0]!;
  if (!isFailure(tried)) return tried;
  return {
    reason: `${compiler.version} does not compile for ${card.name} (${card.architecture}): ${tried.detail.split('\n').slice(0, 3).join(' ')}`,
    remedy: 'see that the toolkit is whole and knows this card; name another one\'s folder in CUDA_HOME',
  };
}
