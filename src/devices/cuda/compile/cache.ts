import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { DeviceFailure, KernelResources, Program } from '../../../model/index.ts';
import { fileProblem, makeFolder, writeWhole } from '../../../util/files.ts';
import { type Compiled, type Compiler, type CompileTarget, isFailure, sharedOptions } from './compiler.ts';

/**
 * Compiled programs on disk, for all processes and runs: `kernels/<key>.json` says what became of a program and names its
 * image, `images/<hash>.cubin`, which programs compiled together share. Files are written whole and never changed; two
 * processes that compile the same program write the same.
 */
export interface CompileCache {
  get(program: Program, target: CompileTarget): Compiled | DeviceFailure | undefined;
  put(program: Program, target: CompileTarget, result: Compiled | DeviceFailure): void;
}

/** EVOKE_CACHE, else the system's place for what can be made again. */
export function defaultCacheFolder(): string {
  return join(process.env['EVOKE_CACHE'] || join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'evoke'), 'cuda');
}

type Kept = { readonly failed: 'compile-error'; readonly detail: string } | { readonly image: string; readonly entry: string; readonly resources: KernelResources };

export function openCompileCache(folder: string, { version }: Pick<Compiler, 'version'>): CompileCache {
  const [kernels, images] = [join(folder, 'kernels'), join(folder, 'images')];
  const keyOf = ({ text, launch }: Program, { architecture }: CompileTarget) => sha256(JSON.stringify([text, launch?.entry, architecture, sharedOptions, version]));
  return {
    get(program, target) {
      const kept = readOrUndefined(join(kernels, `${keyOf(program, target)}.json`));
      if (kept === undefined) return undefined;
      const known = JSON.parse(kept.toString('utf8')) as Kept;
      if ('failed' in known) return known;
      const image = readOrUndefined(join(images, `${known.image}.cubin`));
      return image === undefined ? undefined : { image, entry: known.entry, resources: known.resources };
    },
    put(program, target, result) {
      makeFolder(kernels);
      makeFolder(images);
      writeWhole(join(kernels, `${keyOf(program, target)}.json`), JSON.stringify(isFailure(result) ? result : kept(result)));
    },
  };

  function kept({ image, entry, resources }: Compiled): Kept {
    const hash = imageHash(image);
    const file = join(images, `${hash}.cubin`);
    if (!existsSync(file)) writeWhole(file, image);
    return { image: hash, entry, resources };
  }
}

const hashes = new WeakMap<Uint8Array, string>();

/** Programs that were compiled together hand in the same array. */
export function imageHash(image: Uint8Array): string {
  let hash = hashes.get(image);
  if (hash === undefined) hashes.set(image, (hash = sha256(image)));
  return hash;
}

function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/** A file that is not there; another that cleans up may take it at any time. */
function readOrUndefined(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (thrown) {
    if ((thrown as { code?: unknown }).code === 'ENOENT') return undefined;
    throw fileProblem(thrown, 'read', path);
  }
}
