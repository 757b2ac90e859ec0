import type { KernelResources } from '../../../model/index.ts';

/**
 * What `ptxas -v` tells of each kernel, by its name in the image:
 *
 *     ptxas info    : Compiling entry function 'poolSum' for 'sm_90'
 *     ptxas info    : Function properties for poolSum
 *         0 bytes stack frame, 0 bytes spill stores, 0 bytes spill loads
 *     ptxas info    : Used 32 registers, used 1 barriers, 1024 bytes smem, 392 bytes cmem[0]
 */
export function resourcesIn(log: string): ReadonlyMap<string, KernelResources> {
  const found = new Map<string, KernelResources>();
  const blocks = log.split(/^.*Compiling entry function '/m).slice(1);
  for (const block of blocks) {
    const entry = block.slice(0, block.indexOf('\''));
    const number = (pattern: RegExp) => Number(pattern.exec(block)?.[1] ?? 0);
    found.set(entry, {
      registers: number(/Used (\d+) registers/),
      spillBytes: number(/(\d+) bytes spill stores/) + number(/(\d+) bytes spill loads/),
      stackBytes: number(/(\d+) bytes stack frame/),
      sharedBytes: number(/(\d+) bytes smem/),
    });
  }
  return found;
}
