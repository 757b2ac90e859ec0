/**
 * The environment in which a program finds the stand-in as if it were an NVIDIA card: the driver and NVML on the library path,
 * nvcc, and a Python whose PyTorch believes in it. For trying acceptance.sh; no time of the stand-in means anything.
 *
 *     node test/device/stand-in/environment.mjs FOLDER    builds it there, and prints it for `env`
 */
import { copyFileSync, mkdirSync, symlinkSync, existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildStandIn } from '../../devices/cuda/stand-in/build.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

export async function standInEnvironment(folder, python = '/usr/bin/python3') {
  const [libraries, toolkit] = [join(folder, 'libraries'), join(folder, 'toolkit')];
  const { driverLibrary, instrumentsLibrary } = await buildStandIn(libraries);
  copyFileSync(driverLibrary, join(libraries, 'libcuda.so.1'));
  copyFileSync(instrumentsLibrary, join(libraries, 'libnvidia-ml.so.1'));
  mkdirSync(join(toolkit, 'bin'), { recursive: true });
  if (!existsSync(join(toolkit, 'bin', 'nvcc'))) symlinkSync(here('nvcc.mjs'), join(toolkit, 'bin', 'nvcc'));
  return {
    LD_LIBRARY_PATH: libraries, CUDA_HOME: toolkit, EVOKE_NVCC: here('nvcc.mjs'), EVOKE_CACHE: join(folder, 'cache'),
    EVOKE_PYTHON: here('../../exports/torch/python-with-stand-in.sh'), EVOKE_REAL_PYTHON: python, PYTHONDONTWRITEBYTECODE: '1',
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const environment = await standInEnvironment(resolve(process.argv[2] ?? 'stand-in'));
  process.stdout.write(Object.entries(environment).map(([name, value]) => `${name}=${value}\n`).join(''));
}
