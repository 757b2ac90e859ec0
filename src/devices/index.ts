import type { Device, DeviceInfo, Unavailable } from '../model/index.ts';
import { UserError } from '../util/errors.ts';
import { openCuda } from './cuda/index.ts';
import { openGpujs } from './gpujs/index.ts';
import { h200LikeCard, modelDevice, type ModelParts } from './model/index.ts';
import { openWebgpu } from './webgpu/index.ts';

export { failureError, failureOf } from './failure.ts';

/** The devices there are, by the names that the command line takes. A new device is a new line in `openers`. */

/** What some devices need from outside: the model device an interpreter. */
export interface Injected {
  readonly model?: ModelParts;
}

type Opener = (injected: Injected) => Promise<Device | Unavailable>;

const openers: Readonly<Record<string, Opener>> = {
  cuda: () => openCuda(),
  webgpu: openWebgpu,
  'gpujs:webgpu': () => openGpujs('webgpu'),
  'gpujs:webasm': () => openGpujs('webasm'),
  'gpujs:cpu': () => openGpujs('cpu'),
  model: async ({ model }) => modelled('model', model),
  'model:h200-like': async ({ model }) => modelled('model:h200-like', model && { ...model, card: h200LikeCard }),
  // The pipeline replays outcomes of all gates from its records; here it only has a name.
  replay: async () => missing('replay', 'it answers from a recorded run', 'name the run: evoke run KERNEL --device replay --recording RUN'),
};

export const deviceNames: readonly string[] = Object.keys(openers);

/** Opens a device by name. UserError (exit code 3) for a name that is none; `Unavailable` where it is not here. */
export async function openDevice(name: string, injected: Injected = {}): Promise<Device | Unavailable> {
  const open = Object.hasOwn(openers, name) ? openers[name] : undefined;
  if (open === undefined) {
    throw new UserError(`unknown device '${name}'; choose one of ${deviceNames.join(', ')}`, { exitCode: 3 });
  }
  return open(injected);
}

export function isUnavailable(device: Device | Unavailable): device is Unavailable {
  return 'reason' in device;
}

/** Every device with what it is here, or why it is not. Opens and closes each. */
export async function listDevices(injected: Injected = {}): Promise<(DeviceInfo | Unavailable)[]> {
  const list: (DeviceInfo | Unavailable)[] = [];
  for (const name of deviceNames) {
    const device = await openDevice(name, injected);
    if (isUnavailable(device)) {
      list.push(device);
    } else {
      list.push(device.info);
      await device.close();
    }
  }
  return list;
}

function modelled(name: string, parts: ModelParts | undefined): Device | Unavailable {
  return parts === undefined ? missing(name, 'no interpreter is at hand') : modelDevice(parts);
}

function missing(name: string, reason: string, remedy = 'this is a fault of the program: report it'): Unavailable {
  return { name, reason, remedy };
}
