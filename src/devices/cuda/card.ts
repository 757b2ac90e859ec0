import { allCapabilities } from '../../model/capability.ts';
import type { Capability } from '../../model/index.ts';
import { messageOf } from '../../util/errors.ts';
import { CudaError, cudaCodes } from './cuda-error.ts';
import { type Driver, driverOf } from './driver.ts';
import { driverFolders, loadLibrary } from './load-library.ts';

/** What is asked of a card once; nothing of this needs a context. */
export interface Card {
  readonly driver: Driver;
  /** The newest CUDA that the driver knows, as 13.0. */
  readonly driverVersion: string;
  readonly device: number;
  readonly name: string;
  /** `sm_90`: what kernels are compiled for. */
  readonly architecture: string;
  readonly capabilities: readonly Capability[];
  readonly totalBytes: number;
  readonly l2Bytes: number;
  readonly processors: number;
  readonly threadsPerBlock: number;
  /** Threads of a block along x, y, z, at most. */
  readonly blockLimits: readonly [number, number, number];
  /** The most shared memory that a block may ask for (opt-in). */
  readonly sharedBytesPerBlock: number;
  /** Blocks of a launch along x, y, z, at most. */
  readonly gridLimits: readonly [number, number, number];
  /** By which NVML knows the card, whatever is visible to CUDA. */
  readonly busId: string;
}

/** Why a part of CUDA is not here, and what would bring it. */
export interface Missing {
  readonly reason: string;
  readonly remedy: string;
}

const driverNames = ['libcuda.so.1'];
const another = 'every other device works without it (evoke devices)';

/** The first card that CUDA shows, or plainly why there is none. `path`: the driver library, where it is not the system's. */
export async function findCard(path?: string): Promise<Card | Missing> {
  const library = await loadLibrary(path === undefined ? driverNames : [path], path === undefined ? driverFolders : []);
  if ('looked' in library) {
    if (library.broken !== null) return { reason: `the NVIDIA driver's library does not open: ${library.broken}`, remedy: `install the driver anew; ${another}` };
    return { reason: `no NVIDIA driver: ${driverNames.join(', ')} was looked for in ${library.looked.join(', ')}`, remedy: `install the NVIDIA driver, so that nvidia-smi lists a card; ${another}` };
  }
  let driver: Driver;
  try {
    driver = driverOf(library);
  } catch (thrown) {
    return { reason: `the NVIDIA driver ${library.path} is older than CUDA 11.4: ${messageOf(thrown)}`, remedy: 'install a newer driver' };
  }
  try {
    driver.call('cuInit', 0);
    if (driver.number('cuDeviceGetCount') === 0) return noDevice(driver);
  } catch (thrown) {
    if (!(thrown instanceof CudaError)) throw thrown;
    if (thrown.code === cudaCodes.noDevice) return noDevice(driver);
    const stub = thrown.code === cudaCodes.stubLibrary ? '; it is the stub that programs are linked with: take its folder out of LD_LIBRARY_PATH' : '';
    return { reason: `the NVIDIA driver ${driver.path} does not start: ${thrown.message}${stub}`, remedy: 'see whether nvidia-smi lists a card; a restart of the machine loads a driver that was just installed' };
  }
  return cardOf(driver);
}

function noDevice({ path }: Driver): Missing {
  const visible = process.env['CUDA_VISIBLE_DEVICES'];
  const library = `the NVIDIA driver (${path}) finds no card`;
  if (visible === undefined) return { reason: library, remedy: 'see whether nvidia-smi lists one, and whether this user or container may use it (/dev/nvidia*)' };
  const shown = visible === '' ? 'is empty, which hides every card' : `is '${visible}', which names none that is here`;
  return { reason: `${library}: CUDA_VISIBLE_DEVICES ${shown}`, remedy: 'unset it, or name a card: CUDA_VISIBLE_DEVICES=0' };
}

/** Numbers of `CUdevice_attribute`. */
const attributes = { threadsPerBlock: 1, blockX: 2, blockY: 3, blockZ: 4, gridX: 5, gridY: 6, gridZ: 7, processors: 16, l2Bytes: 38, major: 75, minor: 76, sharedOptIn: 97 } as const;

function cardOf(driver: Driver): Card | Missing {
  const device = driver.number('cuDeviceGet', 0);
  const attribute = (name: keyof typeof attributes) => driver.number('cuDeviceGetAttribute', attributes[name], device);
  const name = driver.text('cuDeviceGetName', device);
  const [major, minor] = [attribute('major'), attribute('minor')];
  if (major < 7) return { reason: `${name} has compute capability ${major}.${minor}; lanes that run apart need 7.0`, remedy: 'use a card of the Volta generation (2017) or newer' };
  const version = driver.number('cuDriverGetVersion');
  return {
    driver, device, name,
    driverVersion: `${Math.floor(version / 1000)}.${Math.floor((version % 1000) / 10)}`,
    architecture: `sm_${major}${minor}`,
    capabilities: capabilitiesOf(major),
    totalBytes: Number(driver.made('cuDeviceTotalMem', device)),
    l2Bytes: attribute('l2Bytes'), processors: attribute('processors'),
    threadsPerBlock: attribute('threadsPerBlock'), blockLimits: [attribute('blockX'), attribute('blockY'), attribute('blockZ')], sharedBytesPerBlock: attribute('sharedOptIn'),
    gridLimits: [attribute('gridX'), attribute('gridY'), attribute('gridZ')],
    busId: driver.text('cuDeviceGetPCIBusId', device),
  };
}

/** bf16 arithmetic and asynchronous copies came with 8.0 (Ampere). */
function capabilitiesOf(major: number): readonly Capability[] {
  return major < 8 ? allCapabilities.filter((each) => each !== 'bf16' && each !== 'async-copy') : allCapabilities;
}
