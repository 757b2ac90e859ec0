#!/usr/bin/env node
/**
 * Stands in for nvcc where the stand-in for the driver is the card: a text for it becomes a shared object that it loads, and
 * whatever else is asked (an exported package's library) goes to the stand-in of the exports' tests.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { entriesOf, hostText } from '../../devices/cuda/stand-in/build.mjs';

const words = process.argv.slice(2);
const include = fileURLToPath(new URL('../../devices/cuda/stand-in/include', import.meta.url));
if (words.includes('--version')) {
  console.log('nvcc: the stand-in\nCuda compilation tools, release 13.0, V13.0.0');
} else if (words.includes('-cubin')) {
  const source = words.at(-1);
  const text = readFileSync(source, 'utf8');
  const entries = entriesOf(text);
  writeFileSync(`${source}.cpp`, hostText(text, entries));
  const { status, stderr } = spawnSync('g++', [
    '-std=c++17', '-O1', '-fPIC', '-shared', '-w', '-U_FORTIFY_SOURCE', '-ffp-contract=off', '-fno-gnu-unique', '-I', include, '-o', words[words.indexOf('-o') + 1], `${source}.cpp`,
  ], { encoding: 'utf8' });
  process.stderr.write(status === 0 ? entries.map(({ name }) => `ptxas info    : Compiling entry function '${name}' for 'g++'\nptxas info    : Used 32 registers\n`).join('') : stderr);
  process.exitCode = status ?? 1;
} else {
  process.exitCode = spawnSync(fileURLToPath(new URL('../../exports/cuda/stand-in/nvcc.mjs', import.meta.url)), words, { stdio: 'inherit' }).status ?? 1;
}
