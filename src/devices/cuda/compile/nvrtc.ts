import { existsSync, readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { messageOf } from '../../../util/errors.ts';
import type { Missing } from '../card.ts';
import { type Library, loadLibrary } from '../load-library.ts';
import { compileTogether, type Made } from './batch.ts';
import { type Compiler, sharedOptions } from './compiler.ts';
import { toolkitFolders } from './nvcc.ts';

/**
 * NVRTC, NVIDIA's compiler as a library: no process to start, so programs need not share a text for the start's sake; they
 * do for the driver's, which loads one image instead of many. It compiles beside this thread, several texts at once.
 * https://docs.nvidia.com/cuda/nvrtc/
 */

const libraryNames = ['libnvrtc.so', 'libnvrtc.so.13', 'libnvrtc.so.12', 'libnvrtc.so.11.2'];
const perText = { least: 8, most: 16 };
/** Texts at once: Node.js has four threads for such work. */
const mostThreads = 4;

export async function findNvrtc(path?: string): Promise<Compiler | Missing> {
  const folders = toolkitFolders().flatMap((folder) => [join(folder, 'lib64'), join(folder, 'lib'), join(folder, 'targets/x86_64-linux/lib')]);
  const library = await loadLibrary(path === undefined ? libraryNames : [path], path === undefined ? folders : []);
  if ('looked' in library) {
    return { reason: library.broken ?? `libnvrtc.so was looked for in ${library.looked.join(', ')}`, remedy: 'install the CUDA toolkit, or add the folder of libnvrtc.so to LD_LIBRARY_PATH' };
  }
  if (library.path.includes('/')) await loadBuiltins(dirname(library.path));
  const nvrtc = nvrtcOf(library);
  const [major, minor] = nvrtc.version();
  try {
    await nvrtc.cubinOf('extern "C" __global__ void probe() {}', ['--gpu-architecture=sm_80']);
  } catch (thrown) {
    return { reason: `${library.path} is here but does not compile: ${messageOf(thrown)}`, remedy: 'install the CUDA toolkit anew' };
  }
  const includes = [...toolkitFolders().map((folder) => join(folder, 'include')), ...(library.path.includes('/') ? [join(dirname(library.path), '../include')] : [])]
    .filter((folder) => existsSync(join(folder, 'cuda_fp16.h')));
  return {
    version: `NVRTC ${major}.${minor}`,
    cuda: `${major}.${minor}`,
    async compileBatch(programs, { architecture }) {
      const options = [`--gpu-architecture=${architecture}`, ...sharedOptions, '--ptxas-options=-v', ...includes.slice(0, 1).map((folder) => `--include-path=${folder}`)];
      const threads = Math.min(mostThreads, availableParallelism());
      const share = Math.min(perText.most, Math.max(perText.least, Math.ceil(programs.length / threads)));
      const batches = Array.from({ length: Math.ceil(programs.length / share) }, (_, at) => programs.slice(at * share, (at + 1) * share));
      const results = await Promise.all(batches.map((batch) => compileTogether(batch, (text) => nvrtc.cubinOf(text, options))));
      return results.flat();
    },
  };
}

/** NVRTC asks for its second half by bare name, which only finds it where that is on the library path or loaded already. */
async function loadBuiltins(folder: string): Promise<void> {
  const names = readdirSync(folder).filter((name) => /^libnvrtc-builtins\.so/.test(name) && !name.includes('alt'));
  for (const name of names) await loadLibrary([join(folder, name)], []);
}

function nvrtcOf(library: Library): { version(): [number, number]; cubinOf(text: string, options: readonly string[]): Promise<Made> } {
  const version = library.func('int nvrtcVersion(void *major, void *minor)');
  const create = library.func('int nvrtcCreateProgram(void *program, const char *text, const char *name, int headers, void *sources, void *names)');
  const compile = library.later('int nvrtcCompileProgram(uint64_t program, int count, const char **options)');
  const logSize = library.func('int nvrtcGetProgramLogSize(uint64_t program, void *size)');
  const log = library.func('int nvrtcGetProgramLog(uint64_t program, void *text)');
  const cubinSize = library.func('int nvrtcGetCUBINSize(uint64_t program, void *size)');
  const cubin = library.func('int nvrtcGetCUBIN(uint64_t program, void *image)');
  const destroy = library.func('int nvrtcDestroyProgram(void *program)');
  const errorText = library.func('const char *nvrtcGetErrorString(int code)');
  const succeed = (code: unknown, call: string) => {
    if (code !== 0) throw new Error(`${call}: ${String(errorText(code))}`);
  };
  /** A compiler's answer is asked for in two calls: its size, then its bytes. */
  const answer = (program: bigint, size: typeof logSize, get: typeof log, call: string): Buffer => {
    const bytes = new BigUint64Array(1);
    succeed(size(program, bytes), `${call}Size`);
    const buffer = Buffer.alloc(Number(bytes[0]));
    succeed(get(program, buffer), call);
    return buffer;
  };
  return {
    version() {
      const [major, minor] = [new Int32Array(1), new Int32Array(1)];
      succeed(version(major, minor), 'nvrtcVersion');
      return [major[0]!, minor[0]!];
    },
    async cubinOf(text, options) {
      const handle = new BigUint64Array(1);
      succeed(create(handle, text, 'candidates.cu', 0, null, null), 'nvrtcCreateProgram');
      try {
        const program = handle[0]!;
        const code = await compile(program, options.length, [...options]);
        const said = answer(program, logSize, log, 'nvrtcGetProgramLog').toString('utf8').replace(/\0+$/, '');
        if (code === compilationError) return { failed: said };
        succeed(code, 'nvrtcCompileProgram');
        return { image: answer(program, cubinSize, cubin, 'nvrtcGetCUBIN'), log: said };
      } finally {
        destroy(handle);
      }
    },
  };
}

/** `NVRTC_ERROR_COMPILATION`. */
const compilationError = 6;
