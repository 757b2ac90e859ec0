import { copyFileSync } from 'node:fs';
import koffi from 'koffi';
import { compileTogether } from '../../../src/devices/cuda/compile/batch.ts';
import { type CudaDevice, type CudaParts, openCuda } from '../../../src/devices/cuda/index.ts';
import { failureOf, isUnavailable } from '../../../src/devices/index.ts';
import type { Arguments, DeviceFailure, Executable, Program, Sizes } from '../../../src/model/index.ts';
import { folderFor } from '../../pipeline/fixtures/folder.ts';
import { f32 } from '../programs.ts';
import { buildStandIn, standInCompiler } from './stand-in/build.mjs';

/** A test file's own stand-in, with what tests do over and over on it. */
export async function standIn(name: string) {
  const folder = folderFor(name);
  const built = await buildStandIn(folder.path('stand-in'));
  const compiler = standInCompiler(compileTogether);
  let copies = 0;
  return {
    parts: { ...built, compiler, cache: folder.path('cache') } satisfies CudaParts,
    /** Opens the device on a driver of its own: a library under another name is another card, whatever befell the first. */
    async open(parts: CudaParts = {}): Promise<CudaDevice> {
      const driverLibrary = folder.path(`driver-${copies++}.so`);
      copyFileSync(built.driverLibrary, driverLibrary);
      const device = await openCuda({ ...built, compiler, cache: folder.path('cache'), driverLibrary, ...parts });
      if (isUnavailable(device)) throw new Error(`${device.reason}; ${device.remedy}`);
      return device;
    },
    /** A driver of its own that tells what was done with it, for `open`. */
    counting() {
      const driverLibrary = folder.path(`driver-${copies++}.so`);
      copyFileSync(built.driverLibrary, driverLibrary);
      const ask = koffi.load(driverLibrary).func('int64_t evoke_stand_in_count(const char *what)') as (what: string) => number | bigint;
      return { driverLibrary, count: (what: Counted) => Number(ask(what)) };
    },
  };
}

/** What the stand-in counts: bytes from the host since its library was loaded, and what is held on it now. */
export type Counted = 'uploaded' | 'allocations' | 'bytes' | 'modules' | 'events' | 'graphs' | 'streams' | 'contexts';

export async function compiled(device: CudaDevice, program: Program): Promise<Executable> {
  const executable = await device.compile(program);
  if ('failed' in executable) throw new Error(`${executable.failed}: ${executable.detail}\n${program.text}`);
  return executable;
}

export async function outputOf(device: CudaDevice, program: Program, inputs: Arguments, sizes: Sizes): Promise<number[]> {
  const executable = await compiled(device, program);
  try {
    await executable.bind(inputs, sizes);
    return [...(await executable.run()).values as Float32Array];
  } finally {
    await executable.dispose();
  }
}

/** The failure that work ends with. */
export async function failure(work: Promise<unknown>): Promise<DeviceFailure> {
  const thrown = await work.then(() => undefined, (error: unknown) => error);
  const carried = failureOf(thrown);
  if (carried === null) throw new Error(`no failure but ${String(thrown)}`);
  return carried;
}

/** `values` from 1 up, so many, for kernels made by `perElement`. */
export function counting(count: number): { inputs: Arguments; sizes: Sizes } {
  return { inputs: { values: f32([count], Array.from({ length: count }, (_, at) => at + 1)) }, sizes: { count } };
}
