import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { exportKernel, runSelfCheck } from '../../../src/exports/index.ts';
import { custom, shipped, temporaryFolder } from '../requests.ts';

const run = promisify(execFile);
const found = (name: string) => ['/usr/local/cuda/bin', ...process.env['PATH']!.split(':')].some((folder) => existsSync(join(folder, name)));
const standIn = fileURLToPath(new URL('stand-in/nvcc.mjs', import.meta.url));

/** What a package's self-check says with a compiler and an environment of the test's. */
async function checkedWith(environment: Record<string, string>, folder: string) {
  const before = { ...process.env };
  Object.assign(process.env, environment);
  try {
    return await runSelfCheck(folder);
  } finally {
    process.env = before;
  }
}

const exported = async (name: string, fixed: Record<string, number>) => (await exportKernel(shipped(name, fixed, join(temporaryFolder(), 'package'), { format: 'cuda' }))).folder;

describe('the package for CUDA', () => {
  it.each([['pool-sum-grid', { dim: 8 }], ['gather-grid', { dim: 12 }], ['interact-dot-grid', { dim: 32, fields: 3 }]] as const)('runs %s on the stand-in', async (name, fixed) => {
    const { ok, complete, output } = await checkedWith({ EVOKE_NVCC: standIn }, await exported(name, fixed));
    expect(output).toMatch(/(\d+) of \1 cases are right on the stand-in, which is no card$/);
    expect({ ok, complete }).toEqual({ ok: true, complete: true });
  });

  it('says that there is no card, and what it could check', async () => {
    expect(await checkedWith({ EVOKE_NVCC: standIn, EVOKE_STAND_IN_NO_CARD: '1' }, await exported('gather', { dim: 2 }))).toEqual({
      ok: true, complete: false, output: 'the kernel compiles and refuses what it must; NO CARD here (no device): the kernel itself was not run',
    });
  });

  it('says that there is no nvcc', async () => {
    const folder = await exported('gather', { dim: 2 });
    const script = join(folder, 'self_check.sh');
    writeFileSync(script, readFileSync(script, 'utf8').replace('/usr/local/cuda/bin/nvcc "$', '"$'));
    const bin = join(temporaryFolder(), 'bin');
    mkdirSync(bin);
    for (const name of ['sh', 'dirname']) symlinkSync(`/usr/bin/${name}`, join(bin, name));
    expect(await checkedWith({ EVOKE_NVCC: '', CUDA_HOME: '', CUDA_PATH: '', PATH: bin }, folder)).toEqual({
      ok: false, complete: false, output: 'nvcc was not found in EVOKE_NVCC, CUDA_HOME, CUDA_PATH, /usr/local/cuda or PATH: nothing was checked; install the CUDA toolkit',
    });
  });

  it('takes scalars, bools and narrow elements', async () => {
    const text = '/**\n * Probes.\n * @param {bf16[n]} x\n * @param {u8[n]} weights\n * @param {bool[n]} kept\n * @param {i64[n]} at\n * @param {f32} factor\n * @param {bool} negative\n * @param {i32} int\n * @returns {f32[n]}\n */\n'
      + 'export default function probe(x, weights, kept, at, factor, negative, int) {\n  const i = (at[this.thread.x] + int) % this.constants.n;\n  let value = kept[i] ? x[i] * weights[i] * factor : 0.0;\n  if (negative) value = -value;\n  return value;\n}\n';
    const request = custom(text, join(temporaryFolder(), 'package'), {}, { n: 3 }, {
      x: { scalar: 'bf16', shape: [3], values: Float32Array.of(1, 2, -0.5) }, weights: { scalar: 'u8', shape: [3], values: Uint8Array.of(2, 255, 4) },
      kept: { scalar: 'bool', shape: [3], values: Uint8Array.of(1, 0, 1) }, at: { scalar: 'i64', shape: [3], values: BigInt64Array.of(0n, 1n, 2n) },
      factor: { scalar: 'f32', shape: [], values: Float32Array.of(0.5) }, negative: { scalar: 'bool', shape: [], values: Uint8Array.of(1) }, int: { scalar: 'i32', shape: [], values: Int32Array.of(1) },
    }, [-0, 1, -1]);
    const { folder } = await exportKernel({ ...request, format: 'cuda' });
    expect((await checkedWith({ EVOKE_NVCC: standIn }, folder)).output).toMatch(/1 of 1 cases are right/);
  });

  it('refuses launches that do not fit, by CUDA\'s errors', async () => {
    const text = '/**\n * Doubles.\n * @param {f32[n]} x\n * @param {out f32[n]} y\n * @launch block [2] grid [n / 8] addresses 32\n */\nexport default function probe(x, y) {\n  const at = 8 * this.block.x + 4 * this.local.x;\n  store4(y, at, 2.0 * load4(x, at));\n}\n';
    const folder = join(temporaryFolder(), 'package');
    await exportKernel({ ...custom(text, folder, {}, { n: 8 }, { x: { scalar: 'f32', shape: [8], values: new Float32Array(8) } }, [0, 0, 0, 0, 0, 0, 0, 0]), format: 'cuda' });
    const program = join(folder, 'calls.cu');
    writeFileSync(program, `#include "evoke_probe.h"
#include <cstdio>
int main() {
  alignas(16) float x[16] = {1, 2, 3, 4, 5, 6, 7, 8}, y[16] = {};
  const int errors[] = {
    evoke_probe(x, y, 8, nullptr), evoke_probe(x, y, 0, nullptr), evoke_probe(x, y, 6, nullptr), evoke_probe(x, y, -8, nullptr), evoke_probe(x, y, 1LL << 40, nullptr),
    evoke_probe(nullptr, y, 8, nullptr), evoke_probe(x + 1, y, 8, nullptr),
  };
  for (int error : errors) std::printf("%s; ", evoke_probe_error(error));
  std::printf("%g %g\\n", y[0], y[7]);
}
`);
    await run(standIn, ['-o', join(folder, 'calls'), join(folder, 'evoke_probe.cu'), program]);
    expect((await run(join(folder, 'calls'))).stdout).toBe('no error; no error; invalid argument; invalid argument; invalid argument; invalid argument; misaligned address; 2 16\n');
  });

  it('has a header for C, halves included', async () => {
    const folder = await exported('interact-dot-grid-f16', { dim: 16, fields: 3 });
    writeFileSync(join(folder, 'cuda_runtime_api.h'), 'typedef struct CUstream_st* cudaStream_t;\n');
    writeFileSync(join(folder, 'main.c'), '#include "evoke_interact_dot.h"\nint main(void) { return evoke_interact_dot(0, 0, 0, -1, 0); }\n');
    await run('cc', ['-std=c99', '-Wall', '-Werror', '-fsyntax-only', '-I', folder, join(folder, 'main.c')]);
  });

  it.skipIf(!found('nvcc') || !found('cmake'))('is a part of a CMake project without CUDA, as its README says (needs nvcc and cmake)', async () => {
    const project = temporaryFolder();
    await exportKernel(shipped('gather', { dim: 4 }, join(project, 'evoke_gather'), { format: 'cuda' }));
    writeFileSync(join(project, 'CMakeLists.txt'), 'cmake_minimum_required(VERSION 3.18)\nproject(yours LANGUAGES C CXX)\nadd_subdirectory(evoke_gather)\nadd_executable(yours main.c)\ntarget_link_libraries(yours PRIVATE evoke_gather)\n');
    writeFileSync(join(project, 'main.c'), '#include <evoke_gather.h>\n#include <stdio.h>\nint main(void) { return puts(evoke_gather_error(evoke_gather(0, 0, 0, -1, 1, 0))) < 0; }\n');
    const build = join(project, 'build');
    await run('cmake', ['-S', project, '-B', build, '-DCMAKE_CUDA_ARCHITECTURES=90'], { env: { ...process.env, CUDACXX: existsSync('/usr/local/cuda/bin/nvcc') ? '/usr/local/cuda/bin/nvcc' : 'nvcc' } });
    await run('cmake', ['--build', build]);
    expect((await run(join(build, 'yours'))).stdout).toBe('invalid argument\n');
  }, 300_000);

  it.skipIf(!found('nvcc'))('compiles by nvcc, and tells without a card what it can (needs nvcc)', async () => {
    const { ok, complete, output } = await checkedWith({ EVOKE_NVCC: '' }, await exported('pool-sum-grid', { dim: 8 }));
    expect(ok, output).toBe(true);
    expect(output).toMatch(complete ? /(\d+) of \1 cases are right on / : /NO CARD here \(.*\): the kernel itself was not run$/);
  }, 300_000);

  it.skipIf(!found('nvcc'))(`builds for three architectures, ${found('cmake') ? 'as a target of CMake' : 'by nvcc, as there is no CMake'} (needs nvcc)`, async () => {
    const folder = await exported('pool-sum', { dim: 4 });
    const build = join(folder, '../build');
    const nvcc = existsSync('/usr/local/cuda/bin/nvcc') ? '/usr/local/cuda/bin/nvcc' : 'nvcc';
    if (!found('cmake')) {
      const architectures = ['80', '90', '100'].map((architecture) => `-gencode=arch=compute_${architecture},code=sm_${architecture}`);
      await run(nvcc, ['-std=c++17', ...architectures, '-o', build, join(folder, 'evoke_pool_sum.cu'), join(folder, 'self_check.cu')]);
      return;
    }
    await run('cmake', ['-S', folder, '-B', build, '-DCMAKE_CUDA_ARCHITECTURES=80;90;100'], { env: { ...process.env, CUDACXX: nvcc } });
    await run('cmake', ['--build', build]);
    expect((await run('ctest', ['--test-dir', build])).stdout).toMatch(/self_check \.+(   Passed|\*\*\*Skipped)/);
    expect(existsSync(join(build, 'libevoke_pool_sum.a'))).toBe(true);
  }, 300_000);
});
