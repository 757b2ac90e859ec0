import type { Program } from '../../model/index.ts';
import type { Card, Missing } from './card.ts';
import { compileBatch, type Compiled, type Compiler, isFailure } from './compile/index.ts';

/** Whether a driver takes what a compiler makes, and a compiler knows the card: programs compiled for it, or why not. */
export async function triedTogether(card: Card, compiler: Compiler, cache: string, programs: readonly Program[]): Promise<readonly Compiled[] | Missing> {
  // Within one major version a driver takes what any toolkit made: https://docs.nvidia.com/deploy/cuda-compatibility/
  const [known, wanted] = [card.driverVersion, compiler.cuda].map((version) => Number.parseInt(version, 10));
  if (known! < wanted!) {
    return {
      reason: `the NVIDIA driver is older than the toolkit: it knows CUDA ${card.driverVersion}, and ${compiler.version} compiles for CUDA ${compiler.cuda}`,
      remedy: `install a newer driver, or name the folder of a toolkit up to CUDA ${card.driverVersion} in CUDA_HOME`,
    };
  }
  const tried = await compileBatch(programs, { compiler, cache, architecture: card.architecture });
  const failed = tried.find(isFailure);
  if (failed === undefined) return tried as readonly Compiled[];
  return {
    reason: `${compiler.version} does not compile for ${card.name} (${card.architecture}): ${failed.detail.split('\n').slice(0, 3).join(' ')}`,
    remedy: 'see that the toolkit is whole and knows this card; name another one\'s folder in CUDA_HOME',
  };
}
