import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Unavailable } from '../../model/index.ts';
import { messageOf } from '../../util/errors.ts';
import { homeFolder } from '../../util/home-folder.ts';
import type { GpuAdapter, WebGpu } from './webgpu-types.ts';

/**
 * Finds a WebGPU: Dawn from the `webgpu` package, over the machine's Vulkan driver or, where there is none, over the
 * software driver (SwiftShader) that Debian's chromium package brings.
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
      const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
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
  const own = homeFolder();
  const folders = ['/usr/share/vulkan/icd.d', '/usr/local/share/vulkan/icd.d', '/etc/vulkan/icd.d', ...(own === undefined ? [] : [join(own, '.local/share/vulkan/icd.d')])];
  return folders.some((folder) => {
    try {
      return readdirSync(folder).some((file) => file.endsWith('.json'));
    } catch {
      return false;
    }
  });
}

/** True where the processor plays the GPU. */
export function isSoftware({ info }: GpuAdapter): boolean {
  return info.isFallbackAdapter === true || /swiftshader|llvmpipe|lavapipe/i.test(`${info.architecture} ${info.description}`);
}

/** Adapter name for people; a software adapter is named as one. */
export function adapterName(adapter: GpuAdapter): string {
  const { info } = adapter;
  if (info.architecture === 'swiftshader') return 'SwiftShader (software)';
  const name = info.description || info.device || info.vendor;
  return isSoftware(adapter) ? `${name} (software)` : name;
}

/** A device on Dawn that is not here. */
export function withoutDawn(name: string, reason: string): Unavailable {
  return { name, reason, remedy: 'install a Vulkan driver; the software one comes with: apt-get install -y chromium libvulkan1' };
}

/** Version of the `webgpu` package, which is Dawn's here. */
export function dawnVersion(): string {
  return (createRequire(import.meta.url)('webgpu/package.json') as { version: string }).version;
}

/** Dawn's root object must outlive the device's last callbacks; a timer that does not hold the process keeps it. */
export function outliveCallbacks(gpu: WebGpu): void {
  setTimeout(() => gpu, 100).unref();
}
