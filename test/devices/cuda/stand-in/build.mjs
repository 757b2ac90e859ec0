/**
 * Builds the stand-in with g++, and kernels for it. Plain JavaScript, as child processes of tests load it too. The stand-in
 * belongs to tests: nothing in `src/` knows its name.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const here = fileURLToPath(new URL('.', import.meta.url));
const run = promisify(execFile);
const shared = ['-std=c++17', '-O1', '-fPIC', '-shared', '-w', '-U_FORTIFY_SOURCE', '-ffp-contract=off', '-fno-gnu-unique'];

/** Where built libraries lie, by what they were built of: a test run builds each once. */
const kept = join(here, '../../../../node_modules/.cache/evoke-stand-in');

/** Puts a library, built of these files, into a folder; its path there. */
async function built(folder, name, files) {
  const hash = createHash('sha256').update(JSON.stringify(shared));
  for (const file of [...files, 'engine.hpp', 'launch.hpp']) hash.update(readFileSync(join(here, file)));
  const library = join(kept, `${hash.digest('hex')}.so`);
  if (!existsSync(library)) {
    mkdirSync(kept, { recursive: true });
    const partial = `${library}.${process.pid}`;
    await run('g++', [...shared, '-o', partial, ...files.map((file) => join(here, file)), '-ldl']);
    renameSync(partial, library);
  }
  mkdirSync(folder, { recursive: true });
  copyFileSync(library, join(folder, name));
  return join(folder, name);
}

/** Builds both libraries into a folder; paths by which `openCuda` finds them. */
export async function buildStandIn(folder) {
  return { driverLibrary: await built(folder, 'driver.so', ['driver.cpp', 'launch.cpp']), instrumentsLibrary: await built(folder, 'nvml.so', ['nvml.cpp']) };
}

/** Builds the stand-in for NVRTC; its path. */
export async function buildNvrtc(folder) {
  return built(folder, 'libnvrtc.so', ['nvrtc.cpp']);
}

/** More in one text make g++ slower than two texts at once. */
const perText = 32;

/**
 * A `Compiler` that makes shared objects of CUDA text; the stand-in loads them as images. `compileTogether` is the
 * device's own (from the source or from the build), so that many kernels share a text and an image here as on a card.
 */
export function standInCompiler(compileTogether, { version = 'g++ for the stand-in', cuda = '13.0' } = {}) {
  return {
    version, cuda,
    async compileBatch(programs) {
      const batches = Array.from({ length: Math.ceil(programs.length / perText) }, (_, at) => programs.slice(at * perText, (at + 1) * perText));
      const results = [];
      for (let first = 0; first < batches.length; first += 2) {
        results.push(...await Promise.all(batches.slice(first, first + 2).map((batch) => compileTogether(batch, objectOf))));
      }
      return results.flat();
    },
  };
}

async function objectOf(text) {
  const folder = mkdtempSync(join(tmpdir(), 'evoke-stand-in-'));
  try {
    const [source, image] = [join(folder, 'kernels.cpp'), join(folder, 'kernels.so')];
    const entries = entriesOf(text);
    writeFileSync(source, hostText(text, entries));
    await run('g++', [...shared, '-I', join(here, 'include'), '-o', image, source]);
    const log = entries.map(({ name }) => `ptxas info    : Compiling entry function '${name}' for 'g++'\nptxas info    : Used 32 registers`);
    return { image: readFileSync(image), log: log.join('\n') };
  } catch (thrown) {
    if (typeof thrown.stderr !== 'string') throw thrown;
    return { failed: thrown.stderr.replaceAll(`${folder}/`, '') };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The kernels of a text: of many in one, each renamed and in a namespace of its own, or of one as it stands. */
export function entriesOf(text) {
  const renamed = [...text.matchAll(/^#define \w+ (\w+__\d+)\nnamespace (\w+) \{/gm)].map(([, name, space]) => ({ name, place: `${space}::${name}` }));
  return renamed.length > 0 ? renamed : [...text.matchAll(/__global__[^;{]*?\bvoid\s+(?:__launch_bounds__\([^)]*\)\s*)?(\w+)\(/g)].map(([, name]) => ({ name, place: name }));
}

/** The text with what C++ cannot say by macros put in other words, and the calls by which the stand-in enters it. */
export function hostText(text, entries) {
  const dynamic = text.replace(/\b__shared__\s+alignas\(/g, '__shared__ __align__(').replace(/extern\s+__shared__\s+(?:__align__\(\d+\)\s+)*([\w ]+?)\s+(\w+)\[\];/g, '$1* const $2 = reinterpret_cast<$1*>(evoke_dynamic_shared);');
  return `#include "device.hpp"
${dynamic}
${entries.map(({ name, place }) => `extern "C" void evoke_call_${name}(void **values) { evoke::call(${place}, values); }
extern "C" int evoke_sizes_${name}(unsigned char *bytes) { return evoke::sizes(${place}, bytes); }
`).join('')}`;
}
