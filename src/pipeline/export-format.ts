import { capabilitiesOf } from '../dialect/index.ts';
import type { FormatName } from '../exports/index.ts';
import type { Kernel } from '../model/index.ts';
import { families } from './list-kernels.ts';

/** The package format in which a kernel is of use where it ran: that of its device; of a model's, the first that can say it. */
export function exportFormatFor(device: string, kernel: Kernel): FormatName {
  if (device === 'cuda') return 'cuda';
  if (device === 'webgpu') return 'wgsl';
  const needs = [...capabilitiesOf(kernel).keys()];
  if (needs.length === 0) return 'gpujs';
  return needs.every((need) => families['webgpu']!.includes(need)) ? 'wgsl' : 'cuda';
}
