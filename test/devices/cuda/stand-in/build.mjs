/**
 * Builds the stand-in with g++, and kernels for it. Plain JavaScript, as child processes of tests load it too. The stand-in
 * belongs to tests: nothing in `src/` knows its name.
 */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const here = fileURLToPath(new URL('.', import.meta.url));
const run = promisify(execFile);
const shared = ['-std=c++17', '-O1', '-fPIC', '-shared', '-w', '-U_FORTIFY_SOURCE', '-ffp-contract=off', '-fno-gnu-unique'];

/** Builds both libraries into a folder; paths by which `openCuda` finds them. */
export async function buildStandIn(folder) {
  mkdirSync(folder, { recursive: true });
  const [driverLibrary, instrumentsLibrary] = [join(folder, 'driver.so'), join(folder, 'nvml.so')];
  await Promise.all([
    run('g++', [...shared, '-o', driverLibrary, join(here, 'driver.cpp'), join(here, 'launch.cpp'), '-ldl']),
    run('g++', [...shared, '-o', instrumentsLibrary, join(here, 'nvml.cpp')]),
  ]);
  return { driverLibrary, instrumentsLibrary };
}

/** Builds the stand-in for NVRTC; its path. */
export async function buildNvrtc(folder) {
  const library = join(folder, 'libnvrtc.so');
  await run('g++', [...shared, '-o', library, join(here, 'nvrtc.cpp')]);
  return library;
}

/** A `Compiler` that makes shared objects of CUDA text; the stand-in loads them as images. */
export function standInCompiler({ version = 'g++ for the stand-in', cuda = '13.0' } = {}) {
  return {
    version, cuda,
    async compileBatch(programs) {
      const results = [];
      for (let first = 0; first < programs.length; first += 2) results.push(...await Promise.all(programs.slice(first, first + 2).map(compiled)));
      return results;
    },
  };
}

async function compiled({ text, launch: { entry, sharedBytes } }) {
  const folder = mkdtempSync(join(tmpdir(), 'evoke-stand-in-'));
  try {
    const [source, image] = [join(folder, 'kernel.cpp'), join(folder, 'kernel.so')];
    writeFileSync(source, hostText(text, entry));
    await run('g++', [...shared, '-I', join(here, 'include'), '-o', image, source]);
    return { image: readFileSync(image), entry, resources: { registers: 32, spillBytes: 0, stackBytes: 0, sharedBytes } };
  } catch (thrown) {
    return { failed: 'compile-error', detail: String(thrown.stderr ?? thrown.message).replaceAll(`${folder}/`, '').split('\n').filter((line) => line.includes('error')).join('\n') || String(thrown) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The text with what C++ cannot say by macros put in other words, and the calls by which the stand-in enters it. */
function hostText(text, entry) {
  const dynamic = text.replace(/extern\s+__shared__\s+(?:__align__\(\d+\)\s+|alignas\(\d+\)\s+)*([\w ]+?)\s+(\w+)\[\];/g, '$1* const $2 = reinterpret_cast<$1*>(evoke_dynamic_shared);');
  return `#include "device.hpp"
#line 1 "kernel.cu"
${dynamic}
extern "C" void evoke_call_${entry}(void **values) { evoke::call(${entry}, values); }
extern "C" int evoke_sizes_${entry}(unsigned char *bytes) { return evoke::sizes(${entry}, bytes); }
`;
}
