import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { messageOf } from '../../../util/errors.ts';
import type { Missing } from '../card.ts';
import { loadLibrary } from '../load-library.ts';
import { compileBatches } from './batch.ts';
import { type Compiler, compileLimitMs, sharedOptions } from './compiler.ts';
import { type Lane, laneOf } from './nvrtc-lane.ts';
import { loadBuiltins, nvrtcOf } from './nvrtc-library.ts';
import { toolkitFolders } from './nvcc.ts';

/**
 * NVRTC, NVIDIA's compiler as a library: nothing to start for each text, so programs need not share one for the start's
 * sake; they do for the driver's, which loads one image instead of many. A few processes hold it, for a library cannot be
 * told to stop, nor kept from taking along what it dies in.
 */

const libraryNames = ['libnvrtc.so', 'libnvrtc.so.13', 'libnvrtc.so.12', 'libnvrtc.so.11.2'];
const perText = { least: 8, most: 16 };
/** Each holds some 100 MB. */
const mostProcesses = 8;

/** Of this process, however often a compiler is looked for: their processes last as long as it does. */
const opened = new Map<string, readonly Lane[]>();

function lanesOf(library: string, limitMs: number): readonly Lane[] {
  const key = `${limitMs} ${library}`;
  const lanes = opened.get(key) ?? Array.from({ length: Math.min(mostProcesses, availableParallelism()) }, () => laneOf(library, limitMs));
  opened.set(key, lanes);
  return lanes;
}

export interface NvrtcOptions {
  /** The library; default: where the system and toolkits have it. */
  readonly path?: string;
  /** What a text may take. */
  readonly limitMs?: number;
}

export async function findNvrtc({ path, limitMs = compileLimitMs }: NvrtcOptions = {}): Promise<Compiler | Missing> {
  const machine = process.arch === 'arm64' ? 'sbsa' : 'x86_64';
  const folders = toolkitFolders().flatMap((folder) => [join(folder, 'lib64'), join(folder, 'lib'), join(folder, `targets/${machine}-linux/lib`)]);
  const library = await loadLibrary(path === undefined ? libraryNames : [path], path === undefined ? folders : []);
  if ('looked' in library) {
    return { reason: library.broken ?? `libnvrtc.so was looked for in ${library.looked.join(', ')}`, remedy: 'install the CUDA toolkit, or add the folder of libnvrtc.so to LD_LIBRARY_PATH' };
  }
  const lanes = lanesOf(library.path, limitMs);
  let version: string;
  try {
    await loadBuiltins(library.path);
    version = nvrtcOf(library).version().join('.');
    const probe = await lanes[0]!.cubinOf('extern "C" __global__ void probe() {}', ['--gpu-architecture=sm_80']);
    if ('lateMs' in probe) throw new Error(`an empty kernel took longer than ${limitMs / 1000} s`);
    if ('failed' in probe) throw new Error(probe.failed);
  } catch (thrown) {
    return { reason: `${library.path} is here but does not compile: ${messageOf(thrown)}`, remedy: 'install the CUDA toolkit anew' };
  }
  const includes = [...toolkitFolders().map((folder) => join(folder, 'include')), ...(library.path.includes('/') ? [join(dirname(library.path), '../include')] : [])]
    .filter((folder) => existsSync(join(folder, 'cuda_fp16.h')));
  return {
    version: `NVRTC ${version}`,
    cuda: version,
    async compileBatch(programs, { architecture }) {
      const options = [`--gpu-architecture=${architecture}`, ...sharedOptions, '--ptxas-options=-v', ...includes.slice(0, 1).map((folder) => `--include-path=${folder}`)];
      const share = Math.min(perText.most, Math.max(perText.least, Math.ceil(programs.length / lanes.length)));
      return compileBatches(programs, share, lanes.map((lane) => (text) => lane.cubinOf(text, options)));
    },
  };
}
