import { createHash } from 'node:crypto';
import { readFileSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KernelResources, Program } from '../../../model/index.ts';
import { fileProblem, makeFolder, writeWhole } from '../../../util/files.ts';
import { homeFolder } from '../../../util/home-folder.ts';
import { type Compiled, type Compiler, type CompileTarget, isFailure, type Refused, sharedOptions } from './compiler.ts';
import { onDisk, trim } from './trim.ts';

/**
 * Compiled programs on disk, for all processes and runs: `kernels/<key>.json` says what became of a program and names its
 * image, `images/<hash>.cubin`, which programs compiled together share. Files are written whole and never changed; two
 * processes that compile the same program write the same. A file bears the time when it was used last, and those used
 * longest ago make room: what is gone, or not whole, is compiled again.
 */
export interface CompileCache {
  get(program: Program, target: CompileTarget): Compiled | Refused | undefined;
  /** Keeps what will be the same the next time; failures that may pass are not kept. */
  put(program: Program, target: CompileTarget, result: Compiled | Refused): void;
}

/** EVOKE_CACHE, else the system's place for what can be made again. */
export function defaultCacheFolder(): string {
  return join(process.env['EVOKE_CACHE'] || join(process.env['XDG_CACHE_HOME'] || join(homeFolder() ?? tmpdir(), '.cache'), 'evoke'), 'cuda');
}

type Kept = { readonly failed: 'compile-error'; readonly detail: string } | { readonly image: string; readonly entry: string; readonly resources: KernelResources };

/** What all runs of all times may leave on the disk: some hundred thousand kernels. Each process that writes may exceed it by a sixteenth. */
const usualBytes = 2 ** 30;

/** Bytes that this process has written into a folder since it trimmed it; a folder that is not here was never trimmed. */
const untrimmed = new Map<string, number>();

export function openCompileCache(folder: string, { version }: Pick<Compiler, 'version'>, mostBytes = usualBytes): CompileCache {
  const [kernels, images] = [join(folder, 'kernels'), join(folder, 'images')];
  const keyOf = ({ text, launch }: Program, { architecture }: CompileTarget) => sha256(JSON.stringify([text, launch?.entry, architecture, sharedOptions, version]));
  return {
    get(program, target) {
      const known = keptIn(readOrUndefined(join(kernels, `${keyOf(program, target)}.json`)));
      if (known === undefined || 'failed' in known) return known;
      const file = join(images, `${known.image}.cubin`);
      const image = readOrUndefined(file);
      if (image === undefined) return undefined;
      if (imageHash(image) === known.image) return { image, entry: known.entry, resources: known.resources };
      rmSync(file, { force: true }); // a part of an image, which a driver would only call invalid
      return undefined;
    },
    put(program, target, result) {
      if (isFailure(result) && (result.failed !== 'compile-error' || result.passing === true)) return;
      makeFolder(kernels);
      makeFolder(images);
      write(join(kernels, `${keyOf(program, target)}.json`), JSON.stringify(isFailure(result) ? result : kept(result)));
      if ((untrimmed.get(folder) ?? Infinity) < mostBytes / 16) return;
      untrimmed.set(folder, 0);
      trim([kernels, images], mostBytes);
    },
  };

  function write(file: string, content: string | Uint8Array): void {
    writeWhole(file, content);
    const known = untrimmed.get(folder);
    if (known !== undefined) untrimmed.set(folder, known + onDisk(content.length));
  }

  function kept({ image, entry, resources }: Compiled): Kept {
    const hash = imageHash(image);
    const file = join(images, `${hash}.cubin`);
    if (!used(file)) write(file, image);
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

/** Undefined where a file is not there or was not written to its end, as after a power cut. */
function keptIn(content: Buffer | undefined): Kept | undefined {
  try {
    return content === undefined ? undefined : JSON.parse(content.toString('utf8')) as Kept;
  } catch {
    return undefined;
  }
}

/** Marks a file as used now; whether it is there. */
function used(path: string): boolean {
  try {
    const now = new Date();
    utimesSync(path, now, now);
    return true;
  } catch (thrown) {
    return (thrown as { code?: unknown }).code !== 'ENOENT'; // another user's may be read, and is for them to keep
  }
}

/** A file that may not be there: another process that trims may take it at any time. */
function readOrUndefined(path: string): Buffer | undefined {
  try {
    const content = readFileSync(path);
    used(path);
    return content;
  } catch (thrown) {
    if ((thrown as { code?: unknown }).code === 'ENOENT') return undefined;
    throw fileProblem(thrown, 'read', path);
  }
}
