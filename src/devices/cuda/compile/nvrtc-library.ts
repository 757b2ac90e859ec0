import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Library, loadLibrary } from '../load-library.ts';
import type { Made } from './batch.ts';

/** NVRTC's functions as this device calls them. https://docs.nvidia.com/cuda/nvrtc/ */
export interface Nvrtc {
  version(): [major: number, minor: number];
  /** Compiles a text beside this thread. What it throws is not the text's doing. */
  cubinOf(text: string, options: readonly string[]): Promise<Made>;
}

/** NVRTC asks for its second half by bare name, which only finds it where that is on the library path or loaded already. */
export async function loadBuiltins(library: string): Promise<void> {
  if (!library.includes('/')) return;
  const folder = dirname(library);
  const names = readdirSync(folder).filter((name) => /^libnvrtc-builtins\.so/.test(name) && !name.includes('alt'));
  for (const name of names) await loadLibrary([join(folder, name)], []);
}

/** `NVRTC_ERROR_COMPILATION`. */
const compilationError = 6;

export function nvrtcOf(library: Library): Nvrtc {
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
