/**
 * `npm run bundle`: one archive that runs on a bare x86-64 Linux machine with nothing but a GPU driver and nvcc or NVRTC:
 * the program, its packages with their native modules, and the Node.js that runs this. No network is needed there:
 *
 *     tar -xJf evoke-linux-x64.tar.xz && evoke/evoke devices
 *
 * `npm run bundle -- FILE` writes the archive elsewhere than to runs/evoke-linux-x64.tar.xz.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { root, setUp } from './setup.mjs';

/** The archive has to travel over links that take 64 MiB. */
const mostBytes = 60 * 2 ** 20;

/** Packages that only installing, or a browserless WebGL, would need. */
const leftOut = new Set(['prebuild-install', 'gl']);

/** What packages carry that a run never reads. */
const unread = [
  /\.(?:md|markdown|map|ts|mts|cts|c|cc|cpp|h|hpp|gyp|gypi|a|o)$/i,
  /\/node_modules\/better-sqlite3\/(?:deps|src)(?:\/|$)/, /\/build\/Release\/(?:obj|obj\.target|\.deps|test_extension\.node)(?:\/|$)/,
  /\/node_modules\/webgpu\/(?:build$|dist\/(?!linux-x64)[^/]+)/, /\/node_modules\/gpu\.js\/dist(?:\/|$)/, /\/node_modules\/zod\/src(?:\/|$)/,
  /\/node_modules\/koffi\/(?:doc|vendor)(?:\/|$)/, /\/node_modules\/koffi\/.*\.(?:hh|inc|S|asm|def)$/, // its JavaScript lies beside its C++
];

/** Shared libraries of the C++ runtime that Node.js links: taken along for machines without them, used only there. */
const runtimeLibraries = ['libstdc++.so.6', 'libgcc_s.so.1'];

const launcher = `#!/bin/sh
# Starts Evoke with the Node.js beside it. Nothing outside this folder is needed but the C library.
here=$(d=\${0%/*}; [ "$d" = "$0" ] && d=.; cd "$d" && pwd)
"$here/node" --version >/dev/null 2>&1 || { LD_LIBRARY_PATH="$here/lib\${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"; export LD_LIBRARY_PATH; }
exec "$here/node" "$here/app/dist/main.js" "$@"
`;

/** Writes the archive and returns its size in bytes. Throws an Error with one clear line. `preset`: xz's, 0 is quick, 9 is small. */
export function bundle(archive, say, { preset = 6 } = {}) {
  if (process.platform !== 'linux' || process.arch !== 'x64') throw new Error(`the bundle is for x64 Linux and holds this machine's Node.js; this is ${process.arch} ${process.platform}: make it on x64 Linux`);
  if (spawnSync('xz', ['--version'], { stdio: 'ignore' }).status !== 0) throw new Error('xz is not installed; install it (Debian package xz-utils) and start again');
  const folder = mkdtempSync(join(tmpdir(), 'evoke-bundle-'));
  try {
    say('Collecting the program, its packages and Node.js …');
    fill(join(folder, 'evoke'));
    say('Packing …');
    mkdirSync(dirname(archive), { recursive: true });
    const part = `${archive}.part`;
    const packed = spawnSync('tar', ['-cJf', resolve(part), '--owner=0', '--group=0', '--sort=name', 'evoke'], { cwd: folder, encoding: 'utf8', env: { ...process.env, XZ_OPT: `-${preset} -T0` } });
    if (packed.status !== 0) {
      rmSync(part, { force: true });
      throw new Error(`tar could not write ${archive}: ${packed.stderr.trim().split('\n').at(-1)}`);
    }
    renameSync(part, archive);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const { size } = statSync(archive);
  if (size > mostBytes) throw new Error(`${archive} has ${size} bytes; it must stay below ${mostBytes}: leave more out in scripts/bundle.mjs`);
  return size;
}

function fill(target) {
  const app = join(target, 'app');
  mkdirSync(app, { recursive: true });
  // Sources and tests with their runner come along so that the contract suites can run on a card.
  for (const part of ['dist', 'kernels', 'corpus', 'python', 'src', 'test', 'package.json', 'tsconfig.json', 'vitest.device.config.ts', 'README.md']) {
    if (existsSync(join(root, part))) cpSync(join(root, part), join(app, part), { recursive: true });
  }
  for (const [at, from] of packages()) cpSync(from, join(app, at), { recursive: true, dereference: true, filter: (path) => !nested(path, from) && !unread.some((pattern) => pattern.test(path)) });
  copyFileSync(process.execPath, join(target, 'node'));
  spawnSync('strip', [join(target, 'node')], { stdio: 'ignore' }); // where there is no strip it stays a little larger
  mkdirSync(join(target, 'lib'));
  for (const [name, path] of librariesOf(process.execPath)) if (runtimeLibraries.includes(name)) copyFileSync(path, join(target, 'lib', name));
  writeFileSync(join(target, 'evoke'), launcher);
  for (const each of ['evoke', 'node']) chmodSync(join(target, each), 0o755);
  const acceptance = join(root, 'test', 'device', 'acceptance.sh');
  if (existsSync(acceptance)) {
    copyFileSync(acceptance, join(target, 'acceptance.sh'));
    chmodSync(join(target, 'acceptance.sh'), 0o755);
  }
}

/** A package inside a package is copied, or left out, on its own account. */
function nested(path, from) {
  return relative(from, path).split('/').includes('node_modules');
}

/** Where each package goes and lies: those that package.json names, and what they need in turn. */
function packages() {
  const found = new Map();
  const add = (name, from) => {
    if (leftOut.has(name)) return;
    const at = locate(name, from);
    if (at === undefined || found.has(relative(root, at))) return;
    found.set(relative(root, at), at);
    const { dependencies = {}, optionalDependencies = {} } = JSON.parse(readFileSync(join(at, 'package.json'), 'utf8'));
    for (const needed of [...Object.keys(dependencies), ...Object.keys(optionalDependencies)]) add(needed, at);
  };
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  for (const name of [...Object.keys(dependencies), 'vitest', 'fast-check']) add(name, root);
  return found;
}

/** As Node.js looks for a package: in node_modules of the folder and of those above. */
function locate(name, from) {
  for (let folder = from; ; folder = dirname(folder)) {
    const at = join(folder, 'node_modules', name);
    if (existsSync(join(at, 'package.json'))) return at;
    if (folder === root || folder === dirname(folder)) return undefined;
  }
}

/** The shared libraries of a program, name → path. */
export function librariesOf(program) {
  const { stdout } = spawnSync('ldd', [program], { encoding: 'utf8' });
  return new Map([...(stdout ?? '').matchAll(/^\s*(\S+) => (\/\S+)/gm)].map(([, name, path]) => [name, path]));
}

if (process.argv[1] && basename(process.argv[1]) === 'bundle.mjs') {
  const archive = process.argv[2] ?? join(root, 'runs', 'evoke-linux-x64.tar.xz');
  try {
    setUp((line) => console.error(line));
    const size = bundle(archive, (line) => console.error(line));
    console.log(`${archive}: ${(size / 2 ** 20).toFixed(1)} MiB; on the GPU machine: tar -xJf ${basename(archive)} && evoke/evoke devices`);
  } catch (error) {
    console.error(error.message);
    process.exit(2);
  }
}
