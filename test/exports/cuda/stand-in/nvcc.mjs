#!/usr/bin/env node
/** Takes nvcc's words and compiles CUDA sources with g++ for the host, against the runtime beside: for tests, where no card is. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { entriesOf, hostText } from '../../../devices/cuda/stand-in/build.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const engine = fileURLToPath(new URL('../../../devices/cuda/stand-in/', import.meta.url));
/** What every text for the stand-in defines: a program of several has it more than once. */
const ownNames = '#define evoke_attach evoke_attach_unused\n#define evoke_dynamic_shared evoke_dynamic_shared_unused\n';
const words = process.argv.slice(2);
if (words.includes('--version')) {
  console.log('the stand-in for nvcc');
  process.exit(0);
}
const sources = words.filter((word) => word.endsWith('.cu'));
const folder = mkdtempSync(join(tmpdir(), 'evoke-nvcc-'));
try {
  const files = sources.map((source, at) => {
    const text = readFileSync(source, 'utf8');
    const entries = entriesOf(text);
    const file = join(folder, `${at}.cpp`);
    const registrations = entries.map(({ name, place }) => `static const int evoke_known_${name} = (evoke_register({(const void*)&${place}, (void (*)(void*))evoke_attach, evoke_call_${name}, evoke_dynamic_shared}), 0);\n`);
    writeFileSync(file, entries.length === 0 ? `${ownNames}${text}` : `#include "cuda_runtime_api.h"\n${hostText(text, entries)}${registrations.join('')}`);
    return file;
  });
  const { status, stdout, stderr } = spawnSync('g++', [
    '-std=c++17', '-O1', '-fPIC', '-w', '-U_FORTIFY_SOURCE', '-ffp-contract=off', ...(words.includes('-shared') ? ['-shared'] : []),
    '-I', here, '-I', engine, '-I', join(engine, 'include'), ...[...new Set(sources.map((source) => dirname(source)))].flatMap((path) => ['-I', path]),
    '-o', words[words.indexOf('-o') + 1], ...files, join(here, 'runtime.cpp'), join(engine, 'launch.cpp'),
  ], { encoding: 'utf8' });
  process.stdout.write(stdout);
  process.stderr.write(stderr);
  process.exitCode = status ?? 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
