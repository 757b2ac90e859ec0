import { chmodSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { compileTogether } from '../../../src/devices/cuda/compile/batch.ts';
import { compileBatch, findCompiler } from '../../../src/devices/cuda/compile/index.ts';
import { findNvcc } from '../../../src/devices/cuda/compile/nvcc.ts';
import { findNvrtc } from '../../../src/devices/cuda/compile/nvrtc.ts';
import { type CudaParts, openCuda, prepareCuda } from '../../../src/devices/cuda/index.ts';
import { isUnavailable } from '../../../src/devices/index.ts';
import type { Program } from '../../../src/model/index.ts';
import { folderFor } from '../../pipeline/fixtures/folder.ts';
import { gather, mixture } from './programs.ts';
import { standIn } from './on-stand-in.ts';
import { standInCompiler } from './stand-in/build.mjs';

const folder = folderFor('cuda-missing');
const { parts } = await standIn('cuda-missing-card');
afterEach(() => vi.unstubAllEnvs());

/** What `openCuda` says is missing. */
async function missing(more: CudaParts = {}) {
  const opened = await openCuda({ ...parts, ...more });
  if (isUnavailable(opened)) return opened;
  await opened.close();
  throw new Error('nothing is missing');
}

describe('openCuda says what is not here', () => {
  it('no driver: which library, and where it was looked for', async () => {
    const here = await openCuda({ cache: folder.path('here') });
    if (isUnavailable(here)) expect(here).toMatchObject({ name: 'cuda', reason: expect.stringMatching(/^no NVIDIA driver: libcuda\.so\.1 was looked for in the system's library path, .*\/usr\/lib64|^the NVIDIA driver/), remedy: expect.stringMatching(/./) });
    else await here.close();
    expect(await missing({ driverLibrary: '/nowhere/libcuda.so.1' })).toMatchObject({ name: 'cuda', reason: expect.stringMatching(/does not open: \/nowhere\/libcuda.so.1|^no NVIDIA driver: libcuda\.so\.1 was looked for in /) });
  });

  it('a driver that is no library', async () => {
    const driverLibrary = folder.write('libcuda.so.1', 'this is text');
    expect((await missing({ driverLibrary })).reason).toMatch(/^the NVIDIA driver's library does not open: .*libcuda\.so\.1: /);
  });

  it('a driver without the functions of today', async () => {
    expect((await missing({ driverLibrary: parts.instrumentsLibrary })).reason).toMatch(/is older than CUDA 11\.4: /);
  });

  it('a driver without a card', async () => {
    vi.stubEnv('EVOKE_STAND_IN_CARDS', '0');
    vi.stubEnv('CUDA_VISIBLE_DEVICES', undefined);
    expect(await missing()).toMatchObject({ reason: `the NVIDIA driver (${parts.driverLibrary}) finds no card`, remedy: expect.stringContaining('nvidia-smi') });
  });

  it.each([['', 'CUDA_VISIBLE_DEVICES is empty, which hides every card'], ['9', 'CUDA_VISIBLE_DEVICES is \'9\', which names none that is here']])('CUDA_VISIBLE_DEVICES=%s', async (value, reason) => {
    vi.stubEnv('EVOKE_STAND_IN_CARDS', '0');
    vi.stubEnv('CUDA_VISIBLE_DEVICES', value);
    expect(await missing()).toMatchObject({ reason: expect.stringContaining(reason), remedy: 'unset it, or name a card: CUDA_VISIBLE_DEVICES=0' });
  });

  it('a driver older than the toolkit', async () => {
    vi.stubEnv('EVOKE_STAND_IN_DRIVER', '12040');
    expect(await missing()).toEqual({
      name: 'cuda', reason: 'the NVIDIA driver is older than the toolkit: it knows CUDA 12.4, and g++ for the stand-in compiles for CUDA 13.0',
      remedy: 'install a newer driver, or name the folder of a toolkit up to CUDA 12.4 in CUDA_HOME',
    });
    const device = await openCuda({ ...parts, compiler: standInCompiler(compileTogether, { cuda: '12.9' }) }); // within a major version all go together
    if (isUnavailable(device)) throw new Error(device.reason);
    await device.close();
  });

  it('a place for compiled kernels', async () => {
    const cache = `${folder.write('a-file', '')}/cache`;
    expect(await missing({ cache })).toMatchObject({ reason: expect.stringMatching(/^compiled kernels cannot be kept: cannot (read|write) .*a-file.*: /), remedy: 'name a folder that can be written to in EVOKE_CACHE' });
  });

  it('a compiler that does not know the card', async () => {
    const compiler = { version: 'old 9.0', cuda: '9.0', compileBatch: async (programs: readonly Program[]) => programs.map(() => ({ failed: 'compile-error', detail: 'Value \'sm_90\' is not defined for option \'gpu-architecture\'' }) as const) };
    expect((await missing({ compiler })).reason).toBe('old 9.0 does not compile for Evoke test stand-in (sm_90): Value \'sm_90\' is not defined for option \'gpu-architecture\'');
  });
});

describe('compilers', () => {
  it('are looked for by name in every place', async () => {
    vi.stubEnv('CUDA_HOME', '/opt/none');
    expect(await findNvcc({ path: '/opt/none/nvcc' })).toMatchObject({ reason: expect.stringMatching(/could not be run: .*ENOENT/) });
    expect(await findNvrtc({ path: '/opt/none/libnvrtc.so' })).toMatchObject({ reason: expect.stringContaining('/opt/none/libnvrtc.so') });
  });

  it('that fail are told with their first lines', async () => {
    const nvcc = folder.write('nvcc', '#!/bin/sh\necho "nvcc: cannot find cicc"\necho "and more"\nexit 3\n');
    chmodSync(nvcc, 0o755);
    expect(await findNvcc({ path: nvcc })).toMatchObject({ reason: `${nvcc} --version ended with exit code 3: nvcc: cannot find cicc\nand more` });
  });

  it('that know no host compiler make it a failure of each program, in words', async () => {
    const nvcc = folder.write('nvcc-half', '#!/bin/sh\nif [ "$1" = --version ]; then echo "Cuda compilation tools, release 12.4, V12.4.131"; exit 0; fi\necho "nvcc fatal   : Failed to preprocess host compiler properties." >&2\nexit 1\n');
    chmodSync(nvcc, 0o755);
    const compiler = await findNvcc({ path: nvcc });
    if (!('version' in compiler)) throw new Error(compiler.reason);
    expect(compiler).toMatchObject({ version: 'nvcc 12.4.131', cuda: '12.4' });
    expect((await missing({ compiler, cache: folder.path('half') })).reason).toBe('nvcc 12.4.131 does not compile for Evoke test stand-in (sm_90): nvcc fatal   : Failed to preprocess host compiler properties.');
  });

  it('that hang are ended at their limit: the text is late, and is kept by no cache', async () => {
    const nvcc = folder.write('nvcc-slow', '#!/bin/sh\nif [ "$1" = --version ]; then echo "Cuda compilation tools, release 12.4, V12.4.131"; exit 0; fi\nsleep 1000 & wait\n');
    chmodSync(nvcc, 0o755);
    const compiler = await findNvcc({ path: nvcc, limitMs: 500 });
    if (!('version' in compiler)) throw new Error(compiler.reason);
    const late = { failed: 'timeout', stage: 'compile', limitMs: 500, detail: 'the compiler took longer than 0.5 s' };
    const cache = folder.path('slow');
    for (let time = 0; time < 2; time++) expect(await compileBatch([gather, mixture], { compiler, cache, architecture: 'sm_90' })).toEqual([late, late]);
  });

  it.each([
    ['killed', 'kill -9 $$', { detail: 'nvcc could not be run' }],
    ['out of disk', 'echo "nvcc fatal   : write failed: No space left on device" >&2; exit 1', { detail: 'nvcc fatal   : write failed: No space left on device' }],
    ['without one of its parts', 'echo "nvcc error   : \'cicc\' died due to signal 9 (Kill signal)" >&2; exit 9', { detail: 'nvcc error   : \'cicc\' died due to signal 9 (Kill signal)' }],
  ])('that are %s may do better another time', async (name, command, failure) => {
    const nvcc = folder.write(`nvcc-${name}`, `#!/bin/sh\nif [ "$1" = --version ]; then echo "Cuda compilation tools, release 12.4, V12.4.131"; exit 0; fi\n${command}\n`);
    chmodSync(nvcc, 0o755);
    const compiler = await findNvcc({ path: nvcc });
    if (!('version' in compiler)) throw new Error(compiler.reason);
    expect(await compiler.compileBatch([gather], { architecture: 'sm_90' })).toEqual([{ failed: 'compile-error', passing: true, ...failure }]);
  });

  it('that are not there are told with all places', async () => {
    vi.stubEnv('PATH', '/opt/none');
    vi.stubEnv('CUDA_HOME', '');
    const found = await findCompiler();
    if ('version' in found) return; // a toolkit lies where installers put it: nothing is missing here
    expect(found.reason).toMatch(/^no CUDA compiler: libnvrtc\.so was looked for in the system's library path, .*; nvcc was looked for in .*, the PATH$/);
    expect(found.remedy).toBe('install the CUDA toolkit, or name its folder in CUDA_HOME');
  });
});

it('prepares programs for the card that is here, or says why not', async () => {
  expect(await prepareCuda([gather], parts)).toMatchObject([{ entry: 'gather' }]);
  vi.stubEnv('EVOKE_STAND_IN_CARDS', '0');
  expect(await prepareCuda([gather], parts)).toMatchObject({ name: 'cuda', reason: expect.stringContaining('finds no card') });
  expect(await prepareCuda([gather], { ...parts, architecture: 'sm_90' })).toMatchObject([{ entry: 'gather' }]);
});
