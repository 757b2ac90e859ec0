import { driverFolders, type Library, loadLibrary } from './load-library.ts';

/**
 * The card's own instruments, through NVIDIA's management library: read, never set. What a card or a container does not
 * give is null. https://docs.nvidia.com/deploy/nvml-api/
 */
export interface Instruments {
  /** MHz of the multiprocessors. */
  clock(): number | null;
  /** Degrees Celsius. */
  temperature(): number | null;
  /** Watts of the card; null on a slice of one (MIG), as the others' share is in it. */
  power(): number | null;
  /** Why the card runs slower than it could, in words; empty where it does not. */
  slowdowns(): readonly string[];
  /** Millijoules since the driver was loaded; null on a slice. */
  energy(): number | null;
  /** Whether it can be told what a launch takes. */
  readonly metersEnergy: boolean;
  close(): void;
}

const names = ['libnvidia-ml.so.1'];

/** `nvmlClocksThrottleReason…`: those that are of power and heat. Idle and chosen clocks are no slowdown. */
const slowdowns = [[0x4n, 'power cap'], [0x8n, 'hardware slowdown'], [0x20n, 'software thermal slowdown'], [0x40n, 'hardware thermal slowdown'], [0x80n, 'power brake']] as const;

/** Null where there is no NVML: nothing is observed then, and nothing discarded. */
export async function openInstruments(busId: string, path?: string): Promise<Instruments | null> {
  const library = await loadLibrary(path === undefined ? names : [path], path === undefined ? driverFolders : []);
  if ('looked' in library) return null;
  try {
    return instrumentsOf(library, busId);
  } catch {
    return null; // a library without a function we read by, or a card that it does not manage
  }
}

function instrumentsOf(library: Library, busId: string): Instruments {
  const initialise = library.func('int nvmlInit_v2()');
  const shutDown = library.func('int nvmlShutdown()');
  const find = library.func('int nvmlDeviceGetHandleByPciBusId_v2(const char *id, void *device)');
  const clock = instrument(library, 'int nvmlDeviceGetClockInfo(uint64_t device, int type, void *value)');
  const temperature = instrument(library, 'int nvmlDeviceGetTemperature(uint64_t device, int sensor, void *value)');
  const power = instrument(library, 'int nvmlDeviceGetPowerUsage(uint64_t device, void *value)');
  // renamed with CUDA 12.2; drivers before that have the older name only
  const reasons = instrument(library, 'int nvmlDeviceGetCurrentClocksEventReasons(uint64_t device, void *value)', 'int nvmlDeviceGetCurrentClocksThrottleReasons(uint64_t device, void *value)');
  const energy = instrument(library, 'int nvmlDeviceGetTotalEnergyConsumption(uint64_t device, void *value)');
  const slices = instrument(library, 'int nvmlDeviceGetMigMode(uint64_t device, void *current, void *pending)');
  if (initialise() !== 0) throw new Error('NVML does not start');
  const handle = new BigUint64Array(1);
  if (find(busId, handle) !== 0) {
    shutDown();
    throw new Error(`NVML knows no card ${busId}`);
  }
  const device = handle[0]!;
  const small = new Uint32Array(1);
  const sliced = slices(device, small, new Uint32Array(1)) === 0 && small[0] === 1;
  const large = new BigUint64Array(1);
  const told = (code: unknown, value: () => number) => (code === 0 ? value() : null);
  let open = true;
  const powerNow = () => (sliced ? null : told(power(device, small), () => small[0]! / 1000));
  const energyNow = () => (sliced ? null : told(energy(device, large), () => Number(large[0]!)));
  return {
    clock: () => told(clock(device, 1, small), () => small[0]!),
    temperature: () => told(temperature(device, 0, small), () => small[0]!),
    power: powerNow,
    slowdowns: () => (reasons(device, large) === 0 ? slowdowns.filter(([bit]) => (large[0]! & bit) !== 0n).map(([, word]) => word) : []),
    energy: energyNow,
    metersEnergy: energyNow() !== null || powerNow() !== null,
    close() {
      if (open) shutDown();
      open = false;
    },
  };
}

/** `NVML_ERROR_FUNCTION_NOT_FOUND`. */
const notFound = 13;

/** The first of these functions that the library has. One without any is asked in vain, and costs no other instrument. */
function instrument(library: Library, ...prototypes: readonly string[]): (...values: unknown[]) => unknown {
  for (const prototype of prototypes) {
    try {
      return library.func(prototype);
    } catch {
      // by its other name, or not at all
    }
  }
  return () => notFound;
}
