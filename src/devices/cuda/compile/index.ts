import type { Program } from '../../../model/index.ts';
import type { Missing } from '../card.ts';
import { openCompileCache } from './cache.ts';
import type { Compiled, Compiler, CompileTarget, Refused } from './compiler.ts';
import { findNvcc } from './nvcc.ts';
import { findNvrtc } from './nvrtc.ts';

export { defaultCacheFolder, imageHash } from './cache.ts';
export { type Compiled, type Compiler, type CompileTarget, isFailure, type Refused } from './compiler.ts';

/** NVRTC where its library is found, else nvcc; where neither is, both places looked in. */
export async function findCompiler(): Promise<Compiler | Missing> {
  const nvrtc = await findNvrtc();
  if ('version' in nvrtc) return nvrtc;
  const nvcc = await findNvcc();
  if ('version' in nvcc) return nvcc;
  return { reason: `no CUDA compiler: ${nvrtc.reason}; ${nvcc.reason}`, remedy: nvcc.remedy };
}

/**
 * Programs compiled for a kind of card, each result at its program's place: from the cache where they lie there, else
 * compiled together and put there. A failure is a program's own.
 */
export async function compileBatch(
  programs: readonly Program[], { compiler, cache, architecture }: { readonly compiler: Compiler; readonly cache: string } & CompileTarget,
): Promise<(Compiled | Refused)[]> {
  const kept = openCompileCache(cache, compiler);
  const known = programs.map((program) => kept.get(program, { architecture }));
  const missing = new Map(programs.filter((_, at) => known[at] === undefined).map((program) => [`${program.launch!.entry} ${program.text}`, program]));
  if (missing.size > 0) {
    const fresh = await compiler.compileBatch([...missing.values()], { architecture });
    const made = new Map([...missing.keys()].map((key, at) => [key, fresh[at]!]));
    for (const [key, program] of missing) kept.put(program, { architecture }, made.get(key)!);
    programs.forEach((program, at) => (known[at] ??= made.get(`${program.launch!.entry} ${program.text}`)!));
  }
  return known as (Compiled | Refused)[];
}
