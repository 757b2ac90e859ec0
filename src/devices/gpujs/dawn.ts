import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { messageOf } from '../../util/errors.ts';
import type { GpuAdapter, GpuDevice, WebGpu } from './webgpu-types.ts';

/**
 * Finds a WebGPU for gpu.js: Dawn from the `webgpu` package, over the machine's Vulkan driver or, where there is none,
 * over the software driver (SwiftShader) that Debian's chromium package brings.
 */
const softwareDrivers = [
  '/usr/lib/chromium/vk_swiftshader_icd.json',
  '/usr/lib/chromium-browser/vk_swiftshader_icd.json',
  '/opt/google/chrome/vk_swiftshader_icd.json',
];

/** Time stamps as they are: Dawn rounds them to 100 µs by default, so that web pages cannot spy. */
const dawnOptions = ['disable-dawn-features=timestamp_quantization'];

export interface Dawn {
  readonly gpu: WebGpu;
  readonly adapter: GpuAdapter;
}

/** A WebGPU with an adapter that can time, or the reason there is none. Sets VK_ICD_FILENAMES if that is what it takes. */
export async function findDawn(): Promise<Dawn | { readonly reason: string }> {
  let create: (options: string[]) => WebGpu;
  try {
    ({ create } = await import('webgpu') as unknown as { create: typeof create });
  } catch (thrown) {
    return { reason: `the webgpu package does not load: ${messageOf(thrown)}` };
  }
  const attempt = async (): Promise<Dawn | null> => {
    try {
      const gpu = create(dawnOptions);
      const adapter = await gpu.requestAdapter();
      return adapter === null ? null : { gpu, adapter };
    } catch {
      return null; // Dawn throws rather than answers null where it finds no back end at all
    }
  };
  const chosen = process.env['VK_ICD_FILENAMES'] ?? process.env['VK_DRIVER_FILES'];
  let found = chosen !== undefined || process.platform !== 'linux' || hasSystemDriver() ? await attempt() : null;
  if (found === null && chosen === undefined) {
    const driver = softwareDrivers.find((path) => existsSync(path));
    if (driver === undefined) return { reason: 'no Vulkan driver' };
    process.env['VK_ICD_FILENAMES'] = driver; // read by the Vulkan loader when Dawn makes its instance
    found = await attempt();
    if (found === null) {
      delete process.env['VK_ICD_FILENAMES'];
      return { reason: `no Vulkan loader (libvulkan.so.1) for the driver ${driver}` };
    }
  }
  if (found === null) return { reason: `the Vulkan driver ${chosen ?? 'of this machine'} gives no adapter` };
  if (!found.adapter.features.has('timestamp-query')) return { reason: `the adapter ${found.adapter.info.description} has no time stamps` };
  return found;
}

function hasSystemDriver(): boolean {
  const folders = ['/usr/share/vulkan/icd.d', '/usr/local/share/vulkan/icd.d', '/etc/vulkan/icd.d', join(homedir(), '.local/share/vulkan/icd.d')];
  return folders.some((folder) => {
    try {
      return readdirSync(folder).some((file) => file.endsWith('.json'));
    } catch {
      return false;
    }
  });
}

/** Adapter name for people; a software adapter is named as one. */
export function adapterName({ info }: GpuAdapter): string {
  if (info.architecture === 'swiftshader') return 'SwiftShader (software)';
  const name = info.description || info.device || info.vendor;
  return info.isFallbackAdapter ? `${name} (software)` : name;
}

/** Writes time stamps round compute passes while it is given a query set. */
export interface StampRecorder {
  querySet: unknown;
  next: number;
}

/**
 * An adapter whose devices can be timed: gpu.js asks for its device itself, so the request is widened by the time stamp
 * feature, compute passes get stamps while `recorder` has a query set, output buffers may be written from outside, which
 * poisoning them needs, and shaders are told not to warn of unreachable code.
 */
export function instrument(adapter: GpuAdapter, recorder: StampRecorder): GpuAdapter {
  const requestDevice = adapter.requestDevice.bind(adapter);
  adapter.requestDevice = async (descriptor = {}) => {
    const device = await requestDevice({ ...descriptor, requiredFeatures: ['timestamp-query'] });
    instrumentDevice(device, recorder);
    return device;
  };
  return adapter;
}

const storage = 0x80;
const copyDestination = 0x08;

function instrumentDevice(device: GpuDevice, recorder: StampRecorder): void {
  const createBuffer = device.createBuffer.bind(device);
  device.createBuffer = (descriptor) => createBuffer((descriptor.usage & storage) === 0
    ? descriptor : { ...descriptor, usage: descriptor.usage | copyDestination });
  // Dawn prints its warnings past us, and mutants are full of code behind a return
  const createShaderModule = device.createShaderModule.bind(device);
  device.createShaderModule = ({ code }) => createShaderModule({ code: `diagnostic(off, chromium.unreachable_code); ${code}` });
  const createCommandEncoder = device.createCommandEncoder.bind(device);
  device.createCommandEncoder = () => {
    const encoder = createCommandEncoder();
    const beginComputePass = encoder.beginComputePass.bind(encoder);
    encoder.beginComputePass = () => {
      if (recorder.querySet === null) return beginComputePass();
      const begin = recorder.next;
      recorder.next += 2;
      return beginComputePass({
        timestampWrites: { querySet: recorder.querySet, beginningOfPassWriteIndex: begin, endOfPassWriteIndex: begin + 1 },
      });
    };
    return encoder;
  };
}
